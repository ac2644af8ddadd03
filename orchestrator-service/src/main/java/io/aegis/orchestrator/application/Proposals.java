package io.aegis.orchestrator.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Offer;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.User;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Actions that a user proposes without a conversation about them. A proposal takes the way of an accepted offer: a turn, in a
 * conversation of its own, a run of the agent, the gate. Nothing is carried out from here.
 */
@ApplicationScoped
public class Proposals {
    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final Requests requests;
    private final ConversationStore store;
    private final Conversations conversations;
    private final Clock clock;
    private final Routing routing;

    Proposals(Requests requests, ConversationStore store, Conversations conversations, Clock clock) {
        this.requests = requests;
        this.store = store;
        this.conversations = conversations;
        this.clock = clock;
        this.routing = new Routing(store, clock);
    }

    /** What can be proposed. */
    public List<ActionType> actions() {
        return catalogue.all();
    }

    /**
     * Proposes an action, and waits a little for what becomes of it.
     *
     * @param named absent for customers, who mean themselves
     * @param key asking again under the same key gives the same proposal, as it stands by then
     * @return on the thread that begins it or a worker; the turn as it is after at most that time
     */
    public Uni<Proposed> propose(
            User user, @Nullable CustomerId named, String type, ObjectNode arguments, String key, Duration atMost) {
        CustomerId customer = Conversations.meant(user, named);
        ActionType action = catalogue
                .find(type)
                .orElseThrow(() -> new Refused(
                        Refused.Why.INVALID,
                        "there is no such action; there are "
                                + actions().stream().map(ActionType::type).toList()));
        Offer offer = offer(action, arguments);
        Request request = Requests.request(user, key, List.of("propose", customer, type, offer.arguments()));
        Turn turn = requests.once(customer, null, request, unit -> {
            ConversationId id = new ConversationId("c-" + UUID.randomUUID());
            store.save(Conversation.open(id, customer, clock.instant()));
            return routing.begin(unit, id, request, new Origin.Proposed(type), offer.label(), offer);
        });
        ConversationId conversation = turn.beginning().conversation();
        conversations.announce(conversation, turn.beginning().revision(), true);
        return conversations
                .settled(user, conversation, conversations.show(user, customer, turn), atMost)
                .map(now -> new Proposed(customer, conversation, now.turn()));
    }

    private static Offer offer(ActionType action, ObjectNode arguments) {
        try {
            ObjectNode complete = action.complete(arguments);
            return new Offer("proposal", action.describe(complete), action.type(), complete);
        } catch (ActionType.Refused e) {
            throw new Refused(Refused.Why.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    public record Proposed(CustomerId customer, ConversationId conversation, ConversationView.Turn turn) {}
}
