package io.aegis.approval.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ProposedAction.Origin;
import io.aegis.contracts.RunId;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why an action came to be what it is, from the first message to the effect.
 *
 * @param state as at the gate; done or failed once the agent has told
 * @param words the same for people, a sentence each
 * @param title of what is or would be carried out
 * @param arguments likewise; {@code intact} is false when they are not those of the audit any more, since the customer was
 *     forgotten or somebody changed them
 * @param known what state had told of the customer, as far as a decision can rest on it
 * @param events all that the audit has of it, in order
 */
public record Explanation(
        ActionId action,
        CustomerId customer,
        String type,
        String state,
        List<String> words,
        Origins from,
        String title,
        ObjectNode arguments,
        String argumentsHash,
        boolean intact,
        Map<String, String> known,
        List<Explanation.Event> events,
        @Nullable Outcome outcome) {
    public Explanation {
        words = List.copyOf(words);
        known = new TreeMap<>(known);
        events = List.copyOf(events);
    }

    /**
     * What it began with.
     *
     * @param run by which the agent tells all of it: {@code GET /api/runs/{run}}
     * @param grounds what the agent proposed it on; absent when it did not tell
     * @param values where each argument's value stands
     */
    public record Origins(
            TurnId turn,
            RunId run,
            ConversationId conversation,
            String correlation,
            String requester,
            AgentName agent,
            @Nullable Grounds grounds,
            Map<String, Origin> values) {}

    /** @param position in the customer's chain */
    public record Event(
            long position, Instant at, String what, String by, String rule, String policyVersion, String text) {
        static Event of(AuditRecord record) {
            return new Event(
                    record.position(),
                    record.at(),
                    record.verdict(),
                    record.by(),
                    record.rule(),
                    record.policyVersion(),
                    record.reason());
        }
    }

    /**
     * @param title of what would be carried out
     * @param executor who runs it, or would
     * @param records the audit's, in order
     */
    public static Explanation of(
            Approval.Ruled approval,
            String title,
            String executor,
            List<AuditRecord> records,
            @Nullable Outcome outcome) {
        ProposedAction action = approval.effective();
        String hash =
                records.isEmpty() ? action.argumentsHash() : records.getLast().argumentsHash();
        return new Explanation(
                action.id(),
                action.customer(),
                action.type(),
                outcome == null ? approval.state().wireName() : outcome.done() ? AuditRecord.DONE : AuditRecord.FAILED,
                words(approval, title, executor, records, outcome),
                new Origins(
                        action.turn(),
                        action.run(),
                        action.conversation(),
                        approval.proposed().correlation(),
                        action.requester(),
                        action.proposer(),
                        action.grounds(),
                        Objects.requireNonNullElse(approval.action().origins(), Map.of())),
                title,
                action.arguments(),
                hash,
                action.intact() && action.argumentsHash().equals(hash),
                approval.proposed().basis().known(),
                records.stream().map(Event::of).toList(),
                outcome);
    }

    private static List<String> words(
            Approval.Ruled approval,
            String title,
            String executor,
            List<AuditRecord> records,
            @Nullable Outcome outcome) {
        ProposedAction action = approval.action();
        Grounds grounds = action.grounds();
        List<String> words = new ArrayList<>();
        words.add("%s asked for something in conversation %s (turn %s)%s."
                .formatted(
                        action.requester(),
                        action.conversation(),
                        action.turn(),
                        grounds == null
                                ? ""
                                : ", which was understood as "
                                        + grounds.intent().wireName().replace('_', ' ')));
        words.add("The %s agent%s proposed on %s: %s."
                .formatted(
                        action.proposer().wireName(),
                        grounds == null ? "" : thought(grounds),
                        approval.proposed().at(),
                        title));
        words.addAll(origins(action));
        records.stream()
                .filter(record -> !record.verdict().equals(AuditRecord.DONE)
                        && !record.verdict().equals(AuditRecord.FAILED))
                .map(Explanation::sentence)
                .forEach(words::add);
        words.add(end(approval, executor, outcome));
        return words;
    }

    private static String thought(Grounds grounds) {
        String read =
                grounds.read().stream().map(Grounds.Input::tool).distinct().collect(Collectors.joining(", "));
        return " (model %s, %s, actions and rules %s), having read %s,"
                .formatted(
                        grounds.model(),
                        grounds.promptVersion(),
                        grounds.catalogue(),
                        read.isEmpty() ? "nothing" : read);
    }

    private static List<String> origins(ProposedAction action) {
        return new TreeMap<>(Objects.requireNonNullElse(action.origins(), Map.of()))
                .entrySet().stream()
                        .map(origin -> "The value of %s %s."
                                .formatted(
                                        origin.getKey(),
                                        switch (origin.getValue()) {
                                            case AGENT -> "is the agent's own";
                                            case CUSTOMER -> "stands in what the customer wrote";
                                            case RETRIEVED -> "stands in what a tool had read";
                                        }))
                        .toList();
    }

    private static String sentence(AuditRecord record) {
        String by = record.by();
        boolean policy = by.equals(Approval.Closing.POLICY);
        String what =
                switch (record.verdict()) {
                    case "held" -> "it was held by " + rule(record);
                    case "released" -> policy ? "it was released by " + rule(record) : by + " approved it";
                    case "denied" -> "it was denied by " + rule(record);
                    case "rejected" -> by + " rejected it";
                    case "expired" -> "it expired";
                    case "voted" -> by + " approved it, and it needs more people";
                    case "delegated" -> by + " named somebody to decide it";
                    case "escalated" -> "its deadline passed, and others were asked";
                    case "outdated" -> by + " wanted to approve it, but what is known of the customer had changed";
                    case "commented" -> by + " wrote";
                    case "given_back" -> "the " + by + " agent gave it back unexecuted";
                    case AuditRecord.FORGED -> "the " + by + " agent refused a release that the gate had not made";
                    default -> record.verdict() + " by " + by;
                };
        return "On %s %s: %s".formatted(record.at(), what, record.reason());
    }

    private static String rule(AuditRecord record) {
        return "rule %s of policy %s".formatted(record.rule(), record.policyVersion());
    }

    private static String end(Approval.Ruled approval, String executor, @Nullable Outcome outcome) {
        if (outcome != null) {
            return "On %s the %s agent told that it was %s: %s"
                    .formatted(
                            outcome.at(),
                            outcome.by().wireName(),
                            outcome.done() ? "done" : "not done",
                            outcome.told());
        }
        return switch (approval) {
            case Approval.Held held ->
                "It waits for people until " + held.ruling().deadline() + ".";
            case Approval.Released released -> "The " + executor + " agent has not told yet how it ended.";
            case Approval.Denied denied -> "It was not executed.";
            case Approval.Rejected rejected -> "It was not executed.";
            case Approval.Expired expired -> "It was not executed.";
        };
    }
}
