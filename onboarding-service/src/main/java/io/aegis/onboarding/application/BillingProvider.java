package io.aegis.onboarding.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.Optional;

/**
 * The port to the billing system. What is made there carries the id of the action that made it, so asking twice makes it
 * once. What a plan is called and costs is configuration; a change names the tier and no amount.
 */
public interface BillingProvider {
    /** True when it is no other system but rows in this service's database. */
    boolean inside();

    /**
     * What was made for this order before; empty when nothing was.
     *
     * @throws io.aegis.messaging.NotNow when the billing system cannot tell at the moment
     */
    Optional<Made> find(Order order);

    /**
     * Makes it.
     *
     * @throws io.aegis.agent.application.ActionEffect.Refused when the billing system will not do it
     * @throws io.aegis.messaging.NotSent when nothing was made, since it cannot be reached
     * @throws io.aegis.messaging.NotNow when it is not known whether it was made: {@link #find} comes before the next try
     */
    Made make(Order order);

    record Order(ActionId action, CustomerId customer, Change change) {}

    sealed interface Change {
        /** @param days its length, from now */
        record Trial(int days) implements Change {}

        /** @param tier the plan to move to, one of those that are paid for */
        record Plan(Tier tier) implements Change {}

        /** @param percent off each invoice of the next {@code months} */
        record Discount(int percent, int months) implements Change {}
    }

    /** @param reference the billing system's own name of it */
    record Made(String reference, Instant at) {}
}
