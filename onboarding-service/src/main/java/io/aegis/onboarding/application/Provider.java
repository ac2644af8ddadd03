package io.aegis.onboarding.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.util.Optional;

/**
 * The port to the company's own systems: billing, sandboxes, mail. Each thing that is made there is known by the action
 * that made it, so asking twice makes it once.
 */
public interface Provider {
    /** What was made for this action, with what the provider added; empty when nothing was. */
    Optional<ObjectNode> find(Kind kind, ActionId action);

    /**
     * Makes it, or returns what was made for this action before.
     *
     * @return the details, with at least {@code reference}, the provider's own name of it
     * @throws io.aegis.agent.application.ActionEffect.Refused when the provider will not do it
     */
    ObjectNode make(Kind kind, ActionId action, CustomerId customer, ObjectNode details);

    /** True when it is no other system but rows in this service's database. */
    boolean inside();

    enum Kind {
        TRIAL("trials"),
        SANDBOX("sandboxes"),
        MAIL("mails"),
        DISCOUNT("discounts"),
        PLAN("plans");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
