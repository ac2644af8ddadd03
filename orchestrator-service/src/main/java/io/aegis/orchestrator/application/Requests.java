package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What users ask for, checked, and begun once however often they ask: each in one transaction, under the customer's lock. */
@ApplicationScoped
public class Requests {
    static final int LONGEST_TEXT = 4000;

    private final ConversationStore store;
    private final Conversations conversations;
    private final Transactions transactions;

    Requests(ConversationStore store, Conversations conversations, Transactions transactions) {
        this.store = store;
        this.conversations = conversations;
        this.transactions = transactions;
    }

    Conversation find(User user, ConversationId conversation) {
        return conversations.find(user, conversation);
    }

    /**
     * Whose the conversation is, if it is there. Customers have only their own, so nothing is read for them here;
     * {@link #once} says whether it is there.
     */
    CustomerId customer(User user, ConversationId conversation) {
        CustomerId own = user.customer();
        return own != null && user.owns(own) && !user.staff()
                ? own
                : find(user, conversation).customer();
    }

    /** Begins a turn of a conversation, unless this request began it before, and shows it. */
    ConversationView.Turn once(
            User user,
            CustomerId customer,
            ConversationId conversation,
            Request request,
            Function<UnitOfWork, Turn> begin) {
        Turn turn = once(customer, conversation, request, begin);
        conversations.announce(conversation, turn.beginning().revision(), true);
        return conversations.show(user, customer, turn);
    }

    /**
     * The turn that this request began before, or begins now, in a transaction with others that are ready then.
     *
     * @param conversation absent when it begins one
     * @param begin changes nothing but the transaction, and may run twice
     */
    Turn once(
            CustomerId customer,
            @Nullable ConversationId conversation,
            Request request,
            Function<UnitOfWork, Turn> begin) {
        Cause cause = Cause.first(UUID.randomUUID().toString());
        Runnable ahead = () -> store.expect(customer, request, conversation);
        Begun begun = transactions.callTogether(customer, cause, ahead, unit -> {
            Optional<ConversationStore.Earlier> earlier = store.earlier(customer, request, conversation);
            if (conversation != null
                    && store.find(conversation)
                            .filter(found -> found.customer().equals(customer))
                            .isEmpty()) {
                return new Begun.Not(Refused.Why.NOT_FOUND, "no such conversation");
            }
            if (earlier.isEmpty()) {
                return new Begun.Turned(begin.apply(unit));
            }
            if (!earlier.get().hash().equals(request.hash())) {
                return new Begun.Not(Refused.Why.KEY_REUSED, "this Idempotency-Key was used for another request");
            }
            return new Begun.Turned(store.turn(earlier.get().turn()).orElseThrow());
        });
        return switch (begun) {
            case Begun.Turned(var turn) -> turn;
            case Begun.Not(var why, var message) -> throw new Refused(why, message);
        };
    }

    /** What comes of a request. A refusal that is a value leaves alone what others do in the same transaction. */
    private sealed interface Begun {
        record Turned(Turn turn) implements Begun {}

        record Not(Refused.Why why, String message) implements Begun {}
    }

    /** Changes a turn that there is. */
    void change(Conversation conversation, TurnId turn, Consumer<UnitOfWork> work) {
        transactions.run(conversation.customer(), Cause.first(turn.value()), work);
        conversations.announce(conversation.id());
    }

    static Request request(User user, String key, List<?> asked) {
        if (!key.matches("[\\x20-\\x7e]{1,120}") || key.isBlank()) {
            throw new Refused(Refused.Why.INVALID, "Idempotency-Key is 1 to 120 printable characters");
        }
        return new Request(user.name(), key, Json.hash(asked), null);
    }

    static void checkText(String name, String text, int longest) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > longest) {
            throw new Refused(Refused.Why.INVALID, name + " is 1 to " + longest + " characters");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw new Refused(Refused.Why.INVALID, name + " contains control characters");
        }
    }
}
