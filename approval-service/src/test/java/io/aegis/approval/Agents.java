package io.aegis.approval;

import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Wire;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What the agents at the other end of the broker send and see. */
final class Agents implements AutoCloseable {
    private static final List<String> TOPICS =
            Arrays.stream(AgentName.values()).map(Topics::actions).toList();

    private final Peer peer = new Peer(LocalPlatform.shared().bootstrapServers());

    /** A decision, and the agent it went to. */
    record Told(AgentName to, ActionDecision decision, String correlation) {
        static Told of(Wire.Found found) {
            return new Told(
                    AgentName.values()[TOPICS.indexOf(found.topic())],
                    Peer.read(found, ActionDecision.class),
                    found.headers().get("ce_correlationid"));
        }
    }

    void propose(ProposedAction action) {
        send(new ActionProposed(action), action.id().value());
    }

    /** State tells that a customer was erased. */
    void erase(CustomerId customer, Instant at) {
        peer.send(Topics.ERASURES, "state", customer + "-erased", new CustomerErased(customer, 100, at));
    }

    /** The action's agent tells how it ended. */
    void ended(ProposedAction action, String told) {
        peer.send(
                Topics.OUTCOMES,
                "query",
                action.id() + "-ended",
                new ActionOutcome.Succeeded(
                        action.id(), action.run(), action.customer(), action.type(), "p-1", List.of(), told));
    }

    /** @param id the event's id */
    void send(Message message, String id) {
        peer.send(Topics.PROPOSED, "query", id, message);
    }

    /** Waits for a decision of a kind on an action, and returns it. */
    <D extends ActionDecision> Told first(ProposedAction action, Class<D> kind) {
        Predicate<Told> fits = told ->
                kind.isInstance(told.decision) && told.decision.action().id().equals(action.id());
        return until(action.customer(), fits).stream().filter(fits).findFirst().orElseThrow();
    }

    /**
     * Everything that the customer's agents were told of an action. It waits for a later action of the customer to come
     * through, so that whatever the gate had to say before that has been said.
     */
    List<Told> everythingOn(ActionId action, ProposedAction later) {
        propose(later);
        return until(later.customer(), told -> told.decision.action().id().equals(later.id())).stream()
                .filter(told -> told.decision.action().id().equals(action))
                .toList();
    }

    private List<Told> until(CustomerId customer, Predicate<Told> last) {
        return peer
                .wire()
                .await(
                        TOPICS,
                        Peer.told(customer, ActionDecision.class),
                        found -> found.stream().map(Told::of).anyMatch(last))
                .stream()
                .map(Told::of)
                .toList();
    }

    @Override
    public void close() {
        peer.close();
    }
}
