package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conversations between agents and people. Who takes one over and who gives it back is a line of it, so that it can be read
 * later who had it when. Each is one transaction under the customer's lock: of two who take it at once, one has it.
 */
@ApplicationScoped
public class Handoffs {
    private static final int LISTED = 200;
    private static final int LONGEST_SUMMARY = 2000;

    private final ConversationStore store;
    private final Conversations conversations;
    private final Transactions transactions;
    private final Clock clock;

    Handoffs(ConversationStore store, Conversations conversations, Transactions transactions, Clock clock) {
        this.store = store;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Conversations that wait for a person or are with one, the longest wait first. */
    public List<Conversation> list(User user) {
        check(user);
        return store.handedOff(LISTED);
    }

    /**
     * Takes a conversation over: agents are silent from here on. Turns in work go on, and what they say is kept back; messages
     * that were still waiting are the person's.
     *
     * @param reason may be left out when it waits for a person
     */
    public ConversationView take(User user, ConversationId id, Handoff.@Nullable Reason reason) {
        check(user);
        Conversation found = conversations.find(user, id);
        transactions.run(found.customer(), Cause.first(id.value()), unit -> {
            Instant now = clock.instant();
            String role = user.role(found.customer());
            switch (store.find(id).orElseThrow().take(user.name(), role, reason, now)) {
                case Conversation.Taking.Now(var taken, var handoff) -> {
                    store.save(taken);
                    for (Line.Asked queued : store.queued(id)) {
                        Turn turn = store.turn(queued.turn()).orElseThrow();
                        store.save(new Turn.ForPerson(turn.beginning()), taken.revision());
                    }
                    store.append(id, new Line.TakenOver(taken.revision(), user.name(), role, handoff.reason(), now));
                }
                case Conversation.Taking.Before before -> {}
                case Conversation.Taking.Another(var by) ->
                    throw new Refused(Refused.Why.CONFLICT, by + " has this conversation");
                case Conversation.Taking.NoReason none ->
                    throw new Refused(Refused.Why.INVALID, "say why: it does not wait for a person");
            }
        });
        conversations.announce(id);
        return conversations.view(user, id);
    }

    /** Gives a conversation back to the agents, who are told the summary. What was kept back is said now. */
    public ConversationView giveBack(User user, ConversationId id, String summary) {
        check(user);
        Requests.checkText("summary", summary, LONGEST_SUMMARY);
        Conversation found = conversations.find(user, id);
        transactions.run(found.customer(), Cause.first(id.value()), unit -> {
            Instant now = clock.instant();
            Conversation conversation = store.find(id).orElseThrow();
            if (!(conversation.handoff() instanceof Handoff.Taken taken)) {
                throw new Refused(Refused.Why.CONFLICT, "nobody has this conversation");
            }
            if (!taken.by().equals(user.name()) && !user.admin()) {
                throw new Refused(Refused.Why.CONFLICT, taken.by() + " has this conversation");
            }
            Conversation back = conversation.givenBack(now);
            store.append(
                    id,
                    new Line.GivenBack(
                            back.revision(), user.name(), user.role(found.customer()), summary.strip(), now));
            for (Line.KeptBack kept : store.keptBack(id)) {
                back = back.changed(now);
                store.say(id, kept, back.revision());
            }
            store.save(back);
        });
        conversations.announce(id);
        return conversations.view(user, id);
    }

    private static void check(User user) {
        if (!user.takesOver()) {
            throw new Refused(Refused.Why.NOT_ALLOWED, "success managers take conversations over");
        }
    }
}
