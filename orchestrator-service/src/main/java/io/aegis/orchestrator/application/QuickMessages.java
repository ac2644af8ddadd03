package io.aegis.orchestrator.application;

import io.aegis.contracts.Intent;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.Understood;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Messages that come before the reply to the one before: they wait for it, and are then routed, those of one writer together. */
@ApplicationScoped
public class QuickMessages {
    /** How long messages wait for the reply to the one before: longer than an agent needs unless something is down. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConversationStore store;
    private final Conversations conversations;
    private final Understanding understanding;
    private final Clock clock;
    private final Routing routing;

    QuickMessages(ConversationStore store, Conversations conversations, Understanding understanding, Clock clock) {
        this.store = store;
        this.conversations = conversations;
        this.understanding = understanding;
        this.clock = clock;
        this.routing = new Routing(store, clock);
    }

    /** True when a message has to wait its turn. */
    boolean wait(Conversation conversation) {
        return atWork(conversation) || hasQueue(conversation);
    }

    /**
     * True while an agent is at the conversation's last message. After {@link #PATIENCE} it may have been given up on, and
     * nobody waits for it any more.
     */
    private boolean atWork(Conversation conversation) {
        return conversation.work() != null
                && store.turn(conversation.work().turn())
                        .filter(turn -> turn instanceof Turn.Working
                                && turn.beginning().at().plus(PATIENCE).isAfter(clock.instant()))
                        .isPresent();
    }

    private static boolean hasQueue(Conversation conversation) {
        return conversation.work() != null && conversation.work().queued() > 0;
    }

    /** Keeps a message until it can be routed. Inside a transaction. */
    Turn keep(UnitOfWork unit, Conversation conversation, Request request, Origin origin, String text) {
        Instant now = clock.instant();
        Conversation changed = conversation.said(text, now).queued(1);
        Turn turn =
                new Turn.Queued(new Turn.Beginning(Routing.newTurn(), changed.id(), origin, changed.revision(), now));
        store.save(changed);
        store.append(changed.id(), new Line.Asked(changed.revision(), turn.id(), request.requester(), text, now));
        store.begin(turn, unit.customer(), request);
        QueueDue due = new QueueDue(unit.customer(), changed.id());
        if (atWork(conversation)) {
            unit.schedule(QueueDue.timer(changed.id()), now.plus(PATIENCE), due);
        } else {
            unit.enqueue(due);
        }
        return turn;
    }

    /**
     * Routes the messages that wait as one: in order, those of one writer that ask for one thing together, so that nobody
     * decides on another's request. The first is the turn, the others are joined to it.
     */
    public void route(QueueDue due, Delivery delivery) {
        List<Line.Asked> waiting = together(store.queued(due.conversation()));
        Intent before = store.find(due.conversation())
                .map(Conversation::work)
                .flatMap(work -> store.turn(work.turn()))
                .flatMap(Turn::intent)
                .orElse(null);
        Understood understood = waiting.isEmpty() ? null : understanding.understand(Routing.text(waiting), before);
        delivery.commit(unit -> {
            Conversation conversation = store.find(due.conversation()).orElseThrow();
            List<Line.Asked> queued = store.queued(due.conversation());
            if (conversation.taken()) {
                return;
            }
            if (queued.isEmpty()) {
                if (hasQueue(conversation)) {
                    store.save(conversation.working(null));
                }
                return;
            }
            if (atWork(conversation)) {
                unit.schedule(QueueDue.timer(conversation.id()), clock.instant().plus(PATIENCE), due);
                return;
            }
            if (understood == null || !together(queued).equals(waiting)) {
                unit.enqueue(due); // it changed while it was read
                return;
            }
            routing.route(unit, conversation, waiting, queued.size() - waiting.size(), understood);
            unit.afterCommit(() -> conversations.announce(due.conversation()));
        });
    }

    /** The first of one writer, as long as they ask for one thing and are no longer than one message may be. */
    private List<Line.Asked> together(List<Line.Asked> queued) {
        List<Line.Asked> together = new ArrayList<>();
        int length = 0;
        for (Line.Asked line : queued) {
            length += line.text().length() + 1;
            if (!together.isEmpty()
                    && (length > Requests.LONGEST_TEXT
                            || !line.by().equals(together.getFirst().by()))) {
                break;
            }
            together.add(line);
            if (together.size() > 1
                    && understanding.requests(Routing.text(together), null).size() > 1) {
                together.removeLast();
                break;
            }
        }
        return together;
    }
}
