package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.ConversationView.Line;
import io.aegis.orchestrator.application.ConversationView.Turn;
import io.aegis.orchestrator.domain.User;
import io.quarkus.qute.RawString;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A conversation, or what is new in it, as a row of elements with ids. A browser that has an element of the same id puts the
 * new one into its place; all others come at the end, in this order. Steps stand below the customer's words, and what one can
 * do about a reply below the turn's last reply.
 */
final class Log {
    private final ConversationView view;
    private final User reader;
    private final boolean judges;
    private final Map<TurnId, Turn> steps = new LinkedHashMap<>();
    private final Map<TurnId, Turn> feet = new LinkedHashMap<>();
    private final Map<TurnId, Long> lastReplies = new HashMap<>();
    private final StringBuilder html = new StringBuilder();

    private Log(ConversationView view, User reader) {
        this.view = view;
        this.reader = reader;
        this.judges = reader.owns(view.customer());
    }

    static RawString html(ConversationView view, User reader) {
        Log log = new Log(view, reader);
        log.write();
        return new RawString(log.html.toString());
    }

    /** What is new, and above it who has the conversation, when that may be news. */
    static RawString changes(ConversationView view, User reader) {
        // Not more often: who types into it would lose their words.
        boolean news = view.handoff() != null && !view.handoff().taken()
                || view.lines().stream()
                        .anyMatch(line -> line.speaker().equals("taken_over")
                                || line.speaker().equals("given_back"));
        return new RawString((news ? Templates.chat$handoff(view, reader).render() : "")
                + html(view, reader).getValue());
    }

    private void write() {
        for (Turn turn : view.turns()) {
            steps.put(turn.turn(), turn);
            feet.put(turn.turn(), turn);
        }
        for (Line line : view.lines()) {
            if (line.turn() != null && line.speaker().equals("aegis")) {
                lastReplies.put(line.turn(), line.revision());
            }
        }
        view.lines().forEach(this::line);
        steps.values()
                .forEach(turn -> html.append(
                        Templates.log$progress(view.id(), turn, judges).render()));
        feet.values().forEach(turn -> foot(turn, false));
    }

    private void line(Line line) {
        switch (line.speaker()) {
            case "customer" -> {
                html.append(Templates.log$asked(line).render());
                progress(line);
            }
            case "aegis" -> {
                progress(line);
                html.append(
                        Templates.log$replied(line, Markdown.html(line.text())).render());
                if (line.turn() != null && Long.valueOf(line.revision()).equals(lastReplies.get(line.turn()))) {
                    Turn turn = feet.remove(line.turn());
                    if (turn != null) {
                        foot(turn, true);
                    }
                }
            }
            case "person", "taken_over", "given_back" ->
                html.append(Templates.log$person(line).render());
            default ->
                html.append(Templates.log$intervened(line, Markdown.html(line.text()))
                        .render());
        }
    }

    private void progress(Line line) {
        Turn turn = line.turn() == null ? null : steps.remove(line.turn());
        if (turn != null) {
            html.append(Templates.log$progress(view.id(), turn, judges).render());
        }
    }

    private void foot(Turn turn, boolean last) {
        if (turn.answered() && turn.cancelled() == null) {
            html.append(Templates.log$foot(view.id(), turn, last, judges).render());
        }
    }
}
