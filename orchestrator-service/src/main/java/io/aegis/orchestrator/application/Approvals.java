package io.aegis.orchestrator.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.domain.User;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Actions at the gate. approval-service decides, by the token, who may see and who may decide. Takes two seconds at the most. */
public interface Approvals {
    /** Those that wait for a human, newest first. */
    Answer<List<Held>> held(String token);

    /**
     * @param seen the version of it that was looked at; when somebody else was faster, nothing is decided. Absent to decide on
     *     what is there
     */
    Answer<Held> decide(ActionId action, Decision decision, @Nullable String seen, String token);

    /** For the other people and the audit. */
    Answer<Held> comment(ActionId action, String text, String token);

    /** What people did to it and said of it, in order. */
    Answer<List<Event>> history(ActionId action, String token);

    sealed interface Decision {
        /** @param arguments exactly those that are approved; absent for those that are there */
        record Approve(String reason, @Nullable ObjectNode arguments) implements Decision {}

        record Reject(String reason) implements Decision {}

        /** @param to a user's name */
        record Delegate(String to, String reason) implements Decision {}
    }

    record Event(Instant at, String what, String by, String text) {}

    /**
     * @param reason why policy holds it
     * @param proposal why the agent proposes it
     * @param arguments those that would be carried out; {@code proposed} are the original ones when they were edited
     * @param state held still, when another person has to approve it too
     * @param approvers who may decide; absent for approvers
     * @param approvedBy whose word is there already
     * @param delegate who was named to decide it
     * @param changes what was different when somebody approved it last, so that it is held still
     * @param version another one whenever something else has to be decided; absent once it is decided
     */
    record Held(
            ActionId id,
            CustomerId customer,
            String type,
            String title,
            ObjectNode arguments,
            @Nullable ObjectNode proposed,
            String reason,
            String proposal,
            String state,
            String requestedBy,
            Instant proposedAt,
            @Nullable Instant deadline,
            @Nullable Needed approvers,
            List<String> approvedBy,
            @Nullable String delegate,
            List<Change> changes,
            @Nullable String version) {
        public Held {
            approvedBy = List.copyOf(approvedBy);
            changes = List.copyOf(changes);
        }

        /** Whether this user is one of those who may decide it; the gate looks again. */
        public boolean isFor(User user) {
            return user.name().equals(delegate)
                    || (approvers == null ? List.of(User.APPROVER) : approvers.roles)
                            .stream().anyMatch(user.roles()::contains);
        }

        /** @param count of different people */
        public record Needed(List<String> roles, int count) {}

        public record Change(String what, String then, String now) {}
    }
}
