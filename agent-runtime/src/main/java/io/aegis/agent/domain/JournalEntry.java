package io.aegis.agent.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened in a run, in order. The journal is all a run is: everything else is derived from it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalEntry.ModelAnswered.class, name = "model_answered"),
    @JsonSubTypes.Type(value = JournalEntry.Objected.class, name = "objected"),
    @JsonSubTypes.Type(value = JournalEntry.ToolRead.class, name = "tool_read"),
    @JsonSubTypes.Type(value = JournalEntry.ToolRefused.class, name = "tool_refused"),
    @JsonSubTypes.Type(value = JournalEntry.Proposed.class, name = "proposed"),
    @JsonSubTypes.Type(value = JournalEntry.Held.class, name = "held"),
    @JsonSubTypes.Type(value = JournalEntry.Settled.class, name = "settled"),
    @JsonSubTypes.Type(value = JournalEntry.Cancelled.class, name = "cancelled"),
})
public sealed interface JournalEntry {
    /**
     * An answer, with all that a decision can be traced to.
     *
     * @param promptVersion of what told the model how to decide: the prompt, or the skills of the embedded one
     * @param policyVersion the catalogue of actions and rules that it was given under
     * @param paid absent when the answer cost nothing
     */
    record ModelAnswered(
            String model,
            String promptVersion,
            String policyVersion,
            ModelAnswer answer,
            @Nullable Paid paid) implements JournalEntry {
        /** An answer that cost nothing. */
        public ModelAnswered(String model, String promptVersion, String policyVersion, ModelAnswer answer) {
            this(model, promptVersion, policyVersion, answer, null);
        }
    }

    /** What the model answered was not used; it is told why, and speaks again. */
    record Objected(String reason) implements JournalEntry {}

    /** @param looked what was looked at, as the customer is told */
    record ToolRead(String tool, String looked, ObjectNode result) implements JournalEntry {}

    /** The model asked for something that does not exist or has wrong arguments; it is told so. */
    record ToolRefused(String tool, String reason) implements JournalEntry {}

    record Proposed(ProposedAction action, String title) implements JournalEntry {}

    /** @param policyVersion the catalogue by whose rule it is held */
    record Held(ActionId action, String reason, @Nullable String policyVersion) implements JournalEntry {
        public Held(ActionId action, String reason) {
            this(action, reason, null);
        }
    }

    /**
     * The action came to its end.
     *
     * @param told what to tell of it
     * @param facts what is true now, when it was done
     * @param seen the outcome on its way to state, when it was done
     * @param policyVersion the catalogue by whose rule it was decided; absent when a person decided, or nobody: then it was
     *     held, and that says it
     */
    record Settled(
            ActionId action,
            End end,
            String told,
            List<CustomerFact> facts,
            @Nullable Seen seen,
            @Nullable String policyVersion)
            implements JournalEntry {
        public Settled {
            facts = List.copyOf(facts);
        }

        public Settled(ActionId action, End end, String told, List<CustomerFact> facts, @Nullable Seen seen) {
            this(action, end, told, facts, seen, null);
        }

        /** @param seen where the outcome is on its way to state */
        public static Settled of(ActionOutcome outcome, Seen seen) {
            return switch (outcome) {
                case ActionOutcome.Succeeded succeeded ->
                    new Settled(
                            succeeded.action(),
                            End.DONE,
                            succeeded.summary(),
                            succeeded.facts(),
                            seen,
                            succeeded.policyVersion());
                case ActionOutcome.Failed failed ->
                    new Settled(failed.action(), End.FAILED, failed.reason(), List.of(), null, failed.policyVersion());
            };
        }
    }

    /** Nobody wants the rest: no step follows. What is released already runs to its end. */
    record Cancelled(String by) implements JournalEntry {}

    enum End {
        DONE,
        FAILED,
        DENIED,
        REJECTED,
        EXPIRED
    }
}
