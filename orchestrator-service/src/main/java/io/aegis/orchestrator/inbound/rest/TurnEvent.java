package io.aegis.orchestrator.inbound.rest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.ConversationView.Line;
import io.aegis.orchestrator.application.ConversationView.Step;
import io.aegis.orchestrator.application.ConversationView.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of what happens in a conversation, derived from what is kept: the same revision gives the same event, whenever it
 * is asked for. What was overtaken meanwhile is left out.
 *
 * @param name the event's type: thinking, tool, action, held, done, reply, cancelled, handed_over or given_back
 * @param revision the conversation's, that brought it
 * @param turn absent when it belongs to none
 * @param step the place among the turn's steps, from 0; of tool, action, held and done
 * @param action absent when it is about none
 * @param outcome of done: did, refused or failed
 * @param role of the person who replied, cancelled, took over or gave back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TurnEvent(
        @JsonIgnore String name,
        long revision,
        @Nullable TurnId turn,
        @Nullable Integer step,
        @Nullable ActionId action,
        @Nullable String outcome,
        @Nullable String role,
        @Nullable String text) {

    /** What happened after a revision, in order. */
    static List<TurnEvent> of(ConversationView view, long after) {
        List<TurnEvent> events = new ArrayList<>();
        view.turns().forEach(turn -> add(turn, events));
        view.lines().forEach(line -> add(line, events));
        return events.stream()
                .filter(event -> event.revision > after)
                .sorted(Comparator.comparingLong(TurnEvent::revision))
                .toList();
    }

    private static void add(Turn turn, List<TurnEvent> events) {
        for (int i = 0; i < turn.steps().size(); i++) {
            events.add(of(turn.turn(), i, turn.steps().get(i)));
        }
        long latest = turn.steps().stream().mapToLong(Step::revision).max().orElse(0);
        boolean acts = turn.steps().stream().anyMatch(step -> step.kind().equals("waiting"));
        if (turn.status().equals("working") && !acts) {
            events.add(new TurnEvent(
                    "thinking", Math.max(turn.began(), latest), turn.turn(), null, null, null, null, null));
        }
        if (turn.cancelled() != null) {
            events.add(new TurnEvent(
                    "cancelled",
                    turn.cancelled().revision(),
                    turn.turn(),
                    null,
                    null,
                    null,
                    turn.cancelled().role(),
                    null));
        }
    }

    private static TurnEvent of(TurnId turn, int place, Step step) {
        String name =
                switch (step.kind()) {
                    case "looked_at" -> "tool";
                    case "waiting" -> step.held() ? "held" : "action";
                    default -> "done";
                };
        return new TurnEvent(
                name,
                step.revision(),
                turn,
                place,
                step.action(),
                name.equals("done") ? step.kind() : null,
                null,
                step.text());
    }

    private static void add(Line line, List<TurnEvent> events) {
        String name =
                switch (line.speaker()) {
                    case "aegis", "person" -> "reply";
                    case "taken_over" -> "handed_over";
                    case "given_back" -> "given_back";
                    default -> "";
                };
        if (!name.isEmpty() && line.keptBack() == null) {
            events.add(new TurnEvent(name, line.revision(), line.turn(), null, null, null, line.role(), line.text()));
        }
    }
}
