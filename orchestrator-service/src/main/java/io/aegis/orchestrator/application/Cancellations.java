package io.aegis.orchestrator.application;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnCancelled;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/**
 * Ends turns before their agent does. Reply and cancellation meet under the customer's lock, and the first counts: a turn that
 * has its last reply cannot be cancelled, and a reply that comes later is not shown. The agent hears of it behind the turn, on
 * the same topic.
 */
@ApplicationScoped
public class Cancellations {
    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final ConversationStore store;
    private final Conversations conversations;
    private final Transactions transactions;
    private final Clock clock;

    Cancellations(ConversationStore store, Conversations conversations, Transactions transactions, Clock clock) {
        this.store = store;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Cancels a turn, once: cancelling it again changes nothing. */
    public void cancel(User user, ConversationId id, TurnId turn) {
        Conversation found = conversations.find(user, id);
        transactions.run(found.customer(), Cause.first(turn.value()), unit -> {
            Turn state = store.turn(turn)
                    .filter(t -> t.beginning().conversation().equals(id) && t.visible())
                    .orElseThrow(() -> new Refused(Refused.Why.NOT_FOUND, "no such turn"));
            Instant now = clock.instant();
            Conversation changed = store.find(id).orElseThrow().changed(now);
            Turn.Cancellation cancellation =
                    new Turn.Cancellation(user.name(), user.role(found.customer()), now, changed.revision());
            switch (state.cancel(cancellation)) {
                case Turn.Stop.Stopped(var cancelled) -> {
                    store.save(cancelled, changed.revision());
                    if (state instanceof Turn.Queued) {
                        store.save(changed.queued(-1));
                    } else {
                        store.save(changed.after(cancelled));
                        tell(cancelled, unit);
                    }
                    if (changed.hasQueueFor(cancelled)) {
                        unit.enqueue(new QueueDue(changed.customer(), id));
                    }
                }
                case Turn.Stop.Before before -> {}
                case Turn.Stop.TooLate late -> throw new Refused(Refused.Why.CONFLICT, "this turn has ended");
            }
        });
        conversations.announce(id);
    }

    private void tell(Turn.Cancelled turn, UnitOfWork unit) {
        unit.publish(
                Topics.intents(agent(turn.beginning().origin())),
                new TurnCancelled(
                        turn.id(),
                        turn.beginning().conversation(),
                        unit.customer(),
                        turn.cancellation().by()));
    }

    /** Who was asked to see to it. */
    private AgentName agent(Origin origin) {
        return switch (origin) {
            case Origin.Message(var understood) -> understood.intent().agent();
            case Origin.Sent(var playbook, var intent) -> intent.agent();
            case Origin.Judged judged -> AgentName.FEEDBACK;
            case Origin.Person person -> throw new IllegalStateException("no agent was asked");
            case Origin.Proposed(var type) -> catalogue.get(type).agent();
            case Origin.OfferAccepted(var of, var offer, var type) ->
                catalogue.get(type).agent();
        };
    }
}
