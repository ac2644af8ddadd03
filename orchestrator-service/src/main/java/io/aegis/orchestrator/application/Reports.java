package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.TurnReport;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What agents and playbooks tell. Called inside the transaction of the message that told it. What they say while a person has
 * the conversation is shown to the team, and to the customer when it is given back.
 */
@ApplicationScoped
public class Reports {
    private final ConversationStore store;
    private final Routing routing;
    private final Clock clock;

    Reports(ConversationStore store, Clock clock) {
        this.store = store;
        this.routing = new Routing(store, clock);
        this.clock = clock;
    }

    /**
     * A report on a turn that nobody here began fails, and ends among the dead letters, where it is seen.
     *
     * @param others of the same transaction; asked for only when there is something to read
     * @return the revision of the conversation that brought it
     */
    public long report(TurnReport report, UnitOfWork unit, Supplier<List<TurnReport>> others) {
        Turn turn = store.turn(report.turn(), () -> others.get().stream().map(TurnReport::turn))
                .orElseThrow(() -> new IllegalStateException("a report on an unknown turn"));
        Conversation conversation = store.find(turn.beginning().conversation())
                .filter(c -> c.customer().equals(report.customer()))
                .orElseThrow(() -> new IllegalStateException("a report on another customer's turn"));
        Instant now = clock.instant();
        Conversation changed = conversation.changed(now);
        Turn told = told(turn, report, changed.revision());
        store.save(told, changed.revision());
        store.save(changed.after(told));
        if (changed.hasQueueFor(told)) {
            unit.enqueue(new QueueDue(changed.customer(), changed.id()));
        }
        switch (report) {
            case TurnReport.Progressed progressed -> {}
            case TurnReport.Answered answered -> {
                store.saw(report.customer(), answered.seen());
                if (told instanceof Turn.Replied
                        && told.visible()
                        && !answered.text().isBlank()) {
                    say(changed, new Line.Replied(changed.revision(), turn.id(), answered.text(), now));
                }
            }
            case TurnReport.Stopped stopped -> {
                if (!(told instanceof Turn.Cancelled cancelled)) {
                    throw new IllegalStateException("a turn stopped that nobody cancelled");
                }
                store.saw(report.customer(), stopped.seen());
                say(changed, new Line.Replied(changed.revision(), turn.id(), cancelled.told(), now));
            }
        }
        return changed.revision();
    }

    private static Turn told(Turn turn, TurnReport report, long revision) {
        return switch (report) {
            case TurnReport.Progressed progressed -> turn.progressed(progressed.steps(), revision);
            case TurnReport.Stopped stopped -> turn.progressed(stopped.steps(), revision);
            case TurnReport.Answered answered ->
                turn.replied(answered.steps(), answered.offers(), answered.finished(), revision);
        };
    }

    /** While a person has the conversation, nobody speaks beside them. */
    private void say(Conversation conversation, Line line) {
        store.append(conversation.id(), conversation.taken() ? new Line.KeptBack(line) : line);
    }

    /** Puts the words into the customer's latest conversation, or opens one, and sends the agent that is asked for. */
    public ConversationId intervene(UnitOfWork unit, InterventionRaised raised) {
        Instant now = clock.instant();
        Conversation conversation = store.latest(unit.customer(), 1).stream()
                .findFirst()
                .orElseGet(() -> {
                    Conversation opened =
                            Conversation.open(new ConversationId("c-" + UUID.randomUUID()), unit.customer(), now);
                    store.save(opened);
                    return opened;
                })
                .changed(now)
                .approached(new Conversation.Approach(raised.intervention(), false));
        store.save(conversation);
        say(conversation, new Line.Intervened(conversation.revision(), raised.intervention(), raised.text(), now));
        if (!conversation.taken()) {
            routing.assist(unit, conversation.id(), raised);
        }
        return conversation.id();
    }
}
