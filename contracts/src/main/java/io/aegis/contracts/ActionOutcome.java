package io.aegis.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a released action ended. It is told once, by the agent that ran it. */
public sealed interface ActionOutcome extends Message {
    ActionId action();

    RunId run();

    String type();

    /** The version of the catalogue by whose rule it was released; absent when it was done elsewhere, and is only told here. */
    @Nullable
    String policyVersion();

    /**
     * @param facts what is true of the customer now
     * @param summary what was done, in plain words, with keys as placeholders
     */
    @WireType("aegis.action.succeeded.v1")
    record Succeeded(
            ActionId action,
            RunId run,
            CustomerId customer,
            String type,
            @Nullable String policyVersion,
            List<CustomerFact> facts,
            String summary)
            implements ActionOutcome {
        public Succeeded {
            facts = List.copyOf(facts);
        }
    }

    /** The provider refused it, or kept failing. Nothing was changed as far as the provider says. */
    @WireType("aegis.action.failed.v1")
    record Failed(
            ActionId action,
            RunId run,
            CustomerId customer,
            String type,
            @Nullable String policyVersion,
            String reason) implements ActionOutcome {}
}
