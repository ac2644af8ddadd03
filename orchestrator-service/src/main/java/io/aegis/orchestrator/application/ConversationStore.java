package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Turn;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where conversations are kept. A transaction that holds the customer's lock sees what it changed. Questions may be asked
 * outside of any.
 */
public interface ConversationStore {
    Optional<Conversation> find(ConversationId id);

    /** A conversation and the turn that began last in it, without a transaction. */
    Optional<Last> last(ConversationId id);

    /** Newest first. */
    List<Conversation> latest(CustomerId customer, int atMost);

    /** Those that wait for a person or are with one, the longest wait first. */
    List<Conversation> handedOff(int atMost);

    /** A new one, or one that changed. */
    void save(Conversation conversation);

    void append(ConversationId conversation, Line line);

    /** The latest lines that came after a revision, in order. */
    List<Line> lines(ConversationId conversation, long after, int atMost);

    /** What was kept back, in order. */
    List<Line.KeptBack> keptBack(ConversationId conversation);

    /** What was kept back is now said, at this revision, and its turn changes with it. */
    void say(ConversationId conversation, Line.KeptBack line, long revision);

    /** The latest turns that began after a revision and up to another, in order. */
    List<Turn> begun(ConversationId conversation, long after, long upTo, int atMost);

    /** Messages that wait to be routed, in order, as they were said. */
    List<Line.Asked> queued(ConversationId conversation);

    /** The latest turns that changed after a revision, in the order in which they began. */
    List<Turn> turns(ConversationId conversation, long after, int atMost);

    default Optional<Turn> turn(TurnId id) {
        return turn(id, Stream::of);
    }

    /** @param others that the transaction will need, with their conversations; asked only when there is something to read */
    Optional<Turn> turn(TurnId id, Supplier<Stream<TurnId>> others);

    /**
     * Of each of these its turn with its replies, and then the other turns that came from the same message, in order.
     *
     * @param firsts of the turns that came from a message
     * @return nothing of those that there are not
     */
    Map<TurnId, List<Exchange>> exchanges(Set<TurnId> firsts);

    /** All replies to these turns, in order, without those kept back. */
    Map<TurnId, List<Line.Replied>> replies(Collection<TurnId> turns);

    void begin(Turn turn, CustomerId customer, Request request);

    /** @param revision the conversation's, that the change belongs to */
    void save(Turn turn, long revision);

    /** Says that {@link #earlier} will be asked for: what is said before the first of a transaction asks is read with it. */
    void expect(CustomerId customer, Request request, @Nullable ConversationId conversation);

    /**
     * What an earlier request under this key began.
     *
     * @param conversation of this customer in which it begins something otherwise; absent for one that there is not yet
     */
    Optional<Earlier> earlier(CustomerId customer, Request request, @Nullable ConversationId conversation);

    List<Seen> seen(CustomerId customer);

    /** Remembers these points, unless a later one of the same source is known. */
    void saw(CustomerId customer, List<Seen> points);

    /** Current revisions; unknown conversations are left out. */
    Map<ConversationId, Long> revisions(Set<ConversationId> conversations);

    /**
     * Who asked for something, so that asking twice is asking once.
     *
     * @param key the caller's idempotency key; absent where the subject itself says whether it happened
     * @param hash of everything that was asked
     * @param first for what a message asks for beside its first request: the turn of that
     */
    record Request(
            String requester,
            @Nullable String key,
            String hash,
            @Nullable TurnId first) {
        /** One without a key. */
        static Request of(String requester) {
            return new Request(requester, null, "", null);
        }

        /** For what the same message asks for behind that turn. */
        Request further(TurnId turn) {
            return new Request(requester, null, "", turn);
        }
    }

    /**
     * A turn and what was replied to it.
     *
     * @param awaited while there is no reply to it, or to what it was joined to
     * @param replies to it, or to what it was joined to
     */
    record Exchange(CustomerId customer, Turn turn, boolean awaited, List<Line.Replied> replies) {
        public Exchange {
            replies = List.copyOf(replies);
        }

        /** With the later replies of another. */
        public Exchange with(Exchange later) {
            return new Exchange(
                    customer,
                    turn,
                    awaited,
                    Stream.concat(replies.stream(), later.replies.stream()).toList());
        }
    }

    /** @param turn absent while none has begun in it */
    record Last(Conversation conversation, @Nullable Turn turn) {}

    /** The turn that a request began, and the hash of that request. */
    record Earlier(TurnId turn, String hash) {}
}
