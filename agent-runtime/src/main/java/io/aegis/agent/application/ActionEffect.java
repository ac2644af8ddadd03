package io.aegis.agent.application;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import java.util.List;
import java.util.Optional;

/**
 * Carries out one type of action. It is called only for released actions; the action's id is the idempotency key to hand to
 * the provider.
 */
public interface ActionEffect {
    /** The action's type in the catalogue. */
    String type();

    /**
     * True when all that it changes is in this service's own database. It then takes part in the transaction that tells its
     * outcome, so there is nothing to look up after a crash; otherwise it is called outside any transaction.
     */
    default boolean inside() {
        return false;
    }

    /**
     * The result of an earlier call for this action, when the provider knows one.
     *
     * @throws Refused when there is no way to know: it is not done again, and people are told
     * @throws Away when the provider cannot be asked now
     */
    Optional<Done> lookUp(ProposedAction action);

    /**
     * Does it.
     *
     * @throws Refused when the provider says no for good, or nobody can know whether it was done
     * @throws io.aegis.messaging.NotSent when the provider could not be reached; as {@link Away}, and no look-up is needed
     *     before the next try
     * @throws io.aegis.messaging.NotNow when nobody knows whether it was done: it is looked up, for as long as that takes.
     *     Any other exception means "try again later"
     */
    Done perform(ProposedAction action);

    /**
     * @param facts what is true of the customer now
     * @param told what was done, in plain words, with keys as placeholders
     */
    record Done(List<CustomerFact> facts, String told) {
        public Done {
            facts = List.copyOf(facts);
        }
    }

    /** The provider cannot be asked at the moment. It is tried again; in the end the message is told to the customer. */
    final class Away extends RuntimeException {
        public Away(String message) {
            super(message);
        }
    }

    /** The provider will not do it, however often it is asked. The message is told to the customer. */
    final class Refused extends RuntimeException {
        public Refused(String message) {
            super(message);
        }
    }
}
