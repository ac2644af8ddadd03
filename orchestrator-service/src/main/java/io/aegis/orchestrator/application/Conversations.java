package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.orchestrator.application.ConversationStore.Exchange;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.User;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Conversations as users see them. Whoever may not see one is told that it does not exist.
 *
 * <p>Nothing here is called inside a transaction: rendering asks another service for keys.
 */
@ApplicationScoped
public class Conversations {
    private static final int LISTED = 100;

    /** The latest of each; a longer conversation is cut at its beginning. */
    private static final int SHOWN = 500;

    private final ConversationStore store;
    private final Transactions transactions;
    private final KeyReveal keys;
    private final Live live;
    private final Clock clock;
    private final Gathered<TurnId, List<Exchange>> exchanges;

    Conversations(ConversationStore store, Transactions transactions, KeyReveal keys, Live live, Clock clock) {
        this.store = store;
        this.transactions = transactions;
        this.keys = keys;
        this.live = live;
        this.clock = clock;
        this.exchanges = new Gathered<>(store::exchanges);
    }

    /**
     * The customer that a user means.
     *
     * @param named absent for customers, who mean themselves
     */
    public static CustomerId meant(User user, @Nullable CustomerId named) {
        CustomerId customer = named != null ? named : user.customer();
        if (customer == null) {
            throw new Refused(Refused.Why.INVALID, "name the customer");
        }
        if (!user.maySee(customer)) {
            throw new Refused(Refused.Why.NOT_FOUND, "no such customer");
        }
        return customer;
    }

    public Conversation open(User user, @Nullable CustomerId named) {
        CustomerId customer = meant(user, named);
        ConversationId id = new ConversationId("c-" + UUID.randomUUID());
        return transactions.callTogether(customer, Cause.first(id.value()), () -> {}, unit -> {
            Conversation conversation = Conversation.open(id, customer, clock.instant());
            store.save(conversation);
            return conversation;
        });
    }

    /** Newest first. */
    public List<Conversation> list(User user, @Nullable CustomerId named) {
        CustomerId customer = meant(user, named);
        return store.latest(customer, LISTED);
    }

    public Conversation find(User user, ConversationId id) {
        return visible(user, store.find(id).orElse(null));
    }

    public ConversationView view(User user, ConversationId id) {
        return changes(user, id, 0);
    }

    /** What changed after a revision. */
    public ConversationView changes(User user, ConversationId id, long after) {
        // Read first: what changes meanwhile is later than its revision, and comes again with the next change.
        Conversation conversation = find(user, id);
        boolean news = conversation.revision() > after;
        List<Turn> turns = news ? store.turns(id, after, SHOWN) : List.of();
        List<Line> lines = news ? store.lines(id, after, SHOWN) : List.of();
        Map<TurnId, List<Line.Replied>> replies =
                store.replies(turns.stream().map(Turn::id).toList());
        saw(user, conversation, after);
        return new Rendering(user, conversation.customer(), keys).conversation(conversation, lines, turns, replies);
    }

    /** An intervention is seen when it is shown to the customer it is for. It is told once, without a new revision. */
    private void saw(User user, Conversation shown, long after) {
        Conversation.Approach approach = shown.approach();
        if (approach == null
                || approach.seen()
                || shown.taken()
                || shown.revision() <= after
                || !user.owns(shown.customer())) {
            return;
        }
        transactions.run(shown.customer(), Cause.first(approach.intervention().value()), unit -> {
            Conversation now = store.find(shown.id()).orElseThrow();
            if (approach.equals(now.approach())) {
                store.save(now.approached(new Conversation.Approach(approach.intervention(), true)));
                unit.publish(
                        Topics.INTERVENTIONS,
                        new InterventionMet.Seen(approach.intervention(), shown.customer(), clock.instant()));
            }
        });
    }

    public ConversationView.Turn turn(User user, ConversationId id, TurnId turn) {
        return exchange(user, id, turn).turn();
    }

    /** A turn, and what else its message asked for. */
    public ConversationView.Exchange exchange(User user, ConversationId id, TurnId turn) {
        return show(user, read(user, id, turn));
    }

    /** Not empty. */
    private List<Exchange> read(User user, ConversationId id, TurnId first) {
        List<Exchange> found = exchanges.get(first).orElse(List.of());
        if (found.isEmpty()
                || !found.getFirst().turn().beginning().conversation().equals(id)
                || !found.getFirst().turn().visible()
                || !user.maySee(found.getFirst().customer())) {
            throw new Refused(Refused.Why.NOT_FOUND, "no such turn");
        }
        return found;
    }

    private ConversationView.Exchange show(User user, List<Exchange> found) {
        Rendering rendering = new Rendering(user, found.getFirst().customer(), keys);
        List<ConversationView.Turn> turns = found.stream()
                .map(exchange -> rendering.turn(exchange.turn(), exchange.replies()))
                .toList();
        return new ConversationView.Exchange(turns.getFirst(), turns.subList(1, turns.size()));
    }

    /** A turn as it was just begun, or as it was found when it had begun before. */
    ConversationView.Turn show(User user, CustomerId customer, Turn turn) {
        ConversationId id = turn.beginning().conversation();
        return switch (turn) {
            case Turn.Working begun -> new Rendering(user, customer, keys).turn(begun, List.of());
            case Turn.ForPerson begun -> new Rendering(user, customer, keys).turn(begun, List.of());
            case Turn.Queued begun -> new Rendering(user, customer, keys).turn(begun, List.of());
            case Turn.Joined joined -> turn(user, id, joined.id());
            case Turn.Replied replied -> turn(user, id, replied.id());
            case Turn.Cancelled cancelled -> turn(user, id, cancelled.id());
        };
    }

    /**
     * What changed after a revision, and from then on every change as it happens; views without news are left out. On
     * worker threads. Ends when the service stops, or whoever subscribed does.
     */
    public Multi<ConversationView> follow(User user, ConversationId id, long after) {
        AtomicLong reached = new AtomicLong(after);
        return live.watch(id)
                .onItem()
                .transform(changed -> changes(user, id, reached.get()))
                .invoke(view -> reached.set(view.revision()))
                .filter(view -> !view.lines().isEmpty() || !view.turns().isEmpty());
    }

    /**
     * A turn as soon as everything that its message asked for has a reply, or as it is when the time is over.
     *
     * @param begun as it was when its transaction committed
     */
    public Uni<ConversationView.Exchange> settled(
            User user, ConversationId id, ConversationView.Turn begun, Duration atMost) {
        TurnId turn = begun.turn();
        return live.replies(id, begun.answered() ? 0 : begun.began())
                .onItem()
                .transform(changed -> read(user, id, turn))
                .filter(found -> found.stream().noneMatch(Exchange::awaited))
                .toUni()
                .ifNoItem()
                .after(atMost)
                .recoverWithItem(List.of())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> found.isEmpty() ? exchange(user, id, turn) : show(user, found));
    }

    /** After commit: tells whoever looks at the conversation. */
    public void announce(ConversationId changed) {
        live.changed(changed);
    }

    /**
     * The same for one change.
     *
     * @param revision that it brought
     * @param repliesAwaited true when whoever waits for a reply goes on waiting
     */
    public void announce(ConversationId changed, long revision, boolean repliesAwaited) {
        live.changed(changed, revision, repliesAwaited);
    }

    private static Conversation visible(User user, @Nullable Conversation conversation) {
        if (conversation == null || !user.maySee(conversation.customer())) {
            throw new Refused(Refused.Why.NOT_FOUND, "no such conversation");
        }
        return conversation;
    }
}
