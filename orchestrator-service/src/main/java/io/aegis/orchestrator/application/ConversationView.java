package io.aegis.orchestrator.application;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.domain.User;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation, or what is new in it, as one user may see it: keys are readable for their owner and nobody else.
 *
 * @param revision what this view is up to; ask for changes after it
 * @param handoff absent while agents see to it alone
 * @param summary what became of the earlier part, when it is long; for staff
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConversationView(
        ConversationId id,
        CustomerId customer,
        @Nullable String title,
        Instant openedAt,
        Instant changedAt,
        long revision,
        @Nullable Handoff handoff,
        @Nullable String summary,
        List<Line> lines,
        List<Turn> turns) {
    public ConversationView {
        lines = List.copyOf(lines);
        turns = List.copyOf(turns);
    }

    /** True when this very user has it in place of the agents. */
    public boolean with(User user) {
        return handoff != null
                && handoff.taken()
                && user.takesOver()
                && user.name().equals(handoff.by());
    }

    /**
     * @param state awaited, or taken: agents are silent
     * @param reason asked_for, complaint, unhelpful, stuck or personal; for staff
     * @param role of who has it
     * @param by who has it; for staff
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Handoff(
            String state,
            @Nullable String reason,
            @Nullable String role,
            @Nullable String by,
            Instant since) {
        public boolean taken() {
            return state.equals("taken");
        }
    }

    /**
     * @param speaker customer, aegis, intervention or person; taken_over or given_back when a person comes or goes
     * @param turn absent for interventions, and when a person comes or goes
     * @param by the user who wrote a customer's line; for staff, the person of the team
     * @param role of a person of the team
     * @param keptBack true for what the customer is shown only when the person gives the conversation back; for staff
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            long revision,
            String speaker,
            @Nullable TurnId turn,
            @Nullable InterventionId intervention,
            @Nullable String by,
            @Nullable String role,
            String text,
            Instant at,
            @Nullable Boolean keptBack) {}

    /**
     * @param status working, waiting, finished or cancelled; for_person while a person has the conversation; queued while
     *     the message before it is in work, and then working itself, or joined with another that was queued
     * @param kind message, offer, proposal, playbook or feedback: what began it; person for what a person of the team wrote
     * @param about the turn whose offer was accepted, or which was judged, or which this one was joined to
     * @param began the conversation's revision that began it, or at which an agent was asked where that was later
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Turn(
            TurnId turn,
            String status,
            String kind,
            @Nullable Intent intent,
            @Nullable Double confidence,
            @Nullable TurnId about,
            Instant at,
            List<Step> steps,
            List<String> replies,
            List<Offer> offers,
            @Nullable Feedback feedback,
            @Nullable Cancellation cancelled,
            @JsonIgnore long began) {
        public Turn {
            steps = List.copyOf(steps);
            replies = List.copyOf(replies);
            offers = List.copyOf(offers);
        }

        /** True as soon as there is a reply, even when another one follows, and when there will be none. */
        public boolean answered() {
            return !status.equals("working") && !status.equals("queued");
        }

        /** True when it can still be cancelled. */
        public boolean open() {
            return status.equals("working") || status.equals("waiting") || status.equals("queued");
        }
    }

    /**
     * What came of one message.
     *
     * @param further the turns of what else it asked for, in order
     */
    public record Exchange(Turn turn, List<Turn> further) {
        public Exchange {
            further = List.copyOf(further);
        }

        /** True as soon as there is a reply to each. */
        public boolean answered() {
            return turn.answered() && further.stream().allMatch(Turn::answered);
        }
    }

    /**
     * @param kind looked_at, did, waiting, refused or failed
     * @param held whether it waits for a human, as far as is known
     * @param revision the conversation's, at which it became so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            String kind,
            String text,
            @Nullable ActionId action,
            @JsonIgnore boolean held,
            @JsonIgnore long revision) {}

    /**
     * @param role in which somebody cancelled it: customer, success-manager, agent or admin
     * @param by the user; absent for customers when somebody else did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cancellation(
            String role,
            @Nullable String by,
            Instant at,
            @JsonIgnore long revision) {}

    public record Offer(
            String id, String label, String type, ObjectNode arguments, boolean accepted, boolean declined) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Feedback(Thumbs thumbs, @Nullable String comment) {}
}
