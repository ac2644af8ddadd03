package io.aegis.orchestrator.application;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Intent;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Asked;
import io.aegis.orchestrator.domain.Consent;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Feedback;
import io.aegis.orchestrator.domain.FollowUp;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.Understood;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What users do in a conversation. Each is one transaction: the line, the turn and the message to the agent commit
 * together, under the customer's lock, so agents get a customer's turns in the order in which they were accepted.
 */
@ApplicationScoped
public class Turns {
    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final ConversationStore store;
    private final Requests requests;
    private final Understanding understanding;
    private final QuickMessages quick;
    private final Clock clock;
    private final Routing routing;

    Turns(ConversationStore store, Requests requests, Understanding understanding, QuickMessages quick, Clock clock) {
        this.store = store;
        this.requests = requests;
        this.understanding = understanding;
        this.quick = quick;
        this.clock = clock;
        this.routing = new Routing(store, clock);
    }

    /**
     * Takes a message and sends it to the agent that can see to it. A message of several requests is several turns: each
     * waits for the reply to the one before it. A yes or no right after a reply that made an offer answers the offer.
     *
     * @param key asking again under the same key, with the same text, gives the same turn, the first of them
     */
    public ConversationView.Turn say(User user, ConversationId conversation, String text, String key) {
        Requests.checkText("text", text, Requests.LONGEST_TEXT);
        Before before = before(user, conversation, text);
        CustomerId customer = before.customer();
        List<Asked> asked = understanding.requests(text, before.intent());
        Request request = Requests.request(user, key, List.of("say", conversation, text));
        return requests.once(user, customer, conversation, request, unit -> {
            Conversation now = answered(unit, user, store.find(conversation).orElseThrow());
            if (now.taken()) {
                return sayToPerson(
                        user, now, request, new Origin.Message(asked.getFirst().understood()), text);
            }
            if (quick.wait(now)) {
                return saySeveral(
                        unit,
                        now,
                        request,
                        asked,
                        first -> quick.keep(unit, now, request, first.origin(), first.text()));
            }
            return switch (user.owns(customer) ? consent(now, text) : new Answer.None()) {
                case Answer.Yes(Turn.Replied offering, Offer offer) -> accept(unit, offering, offer, request, text);
                case Answer.No(Turn.Replied offering) -> {
                    Turn turn = routing.begin(
                            unit,
                            conversation,
                            request,
                            new Origin.Message(new Understood(Intent.SMALL_TALK, 1)),
                            text,
                            null);
                    store.save(offering.decline(), turn.beginning().revision());
                    yield turn;
                }
                case Answer.None() ->
                    saySeveral(
                            unit,
                            now,
                            request,
                            asked,
                            first -> routing.begin(unit, conversation, request, first.origin(), first.text(), null));
            };
        });
    }

    /** What a customer does after having seen an intervention is the answer to it. */
    private Conversation answered(UnitOfWork unit, User user, Conversation conversation) {
        Conversation.Approach approach = conversation.approach();
        if (approach == null || !approach.seen() || !user.owns(conversation.customer())) {
            return conversation;
        }
        Conversation changed = conversation.approached(null);
        store.save(changed);
        unit.publish(
                Topics.INTERVENTIONS,
                new InterventionMet.Answered(approach.intervention(), conversation.customer(), clock.instant()));
        return changed;
    }

    /** The first of a message's requests is begun as it can be; the others wait behind it. */
    private Turn saySeveral(
            UnitOfWork unit,
            Conversation conversation,
            Request request,
            List<Asked> asked,
            Function<Asked, Turn> begin) {
        Turn first = begin.apply(asked.getFirst());
        for (Asked next : asked.subList(1, asked.size())) {
            quick.keep(
                    unit,
                    store.find(conversation.id()).orElseThrow(),
                    request.further(first.id()),
                    next.origin(),
                    next.text());
        }
        return first;
    }

    /** What words say to an offer, when they say anything to one. */
    private sealed interface Answer {
        record Yes(Turn.Replied offering, Offer offer) implements Answer {}

        record No(Turn.Replied offering) implements Answer {}

        record None() implements Answer {}
    }

    /** Only the very last words of a conversation can be answered by a yes or a no. */
    private Answer consent(Conversation conversation, String text) {
        if (!Consent.possible(text)
                || !(routing.recent(conversation).reversed().stream()
                                .findFirst()
                                .orElse(null)
                        instanceof Line.Replied(var revision, TurnId turn, var reply, var at))
                || !(store.turn(turn).orElseThrow() instanceof Turn.Replied offering)) {
            return new Answer.None();
        }
        Optional<Offer> open =
                offering.open().filter(offer -> catalogue.find(offer.type()).isPresent());
        if (open.isEmpty()) {
            return new Answer.None();
        }
        return switch (Consent.of(text, open.get().label())) {
            case YES -> new Answer.Yes(offering, open.get());
            case NO -> new Answer.No(offering);
            case NEITHER -> new Answer.None();
        };
    }

    /**
     * @param customer whose the conversation is
     * @param intent what it was about last, when that may say what the words mean
     */
    private record Before(CustomerId customer, @Nullable Intent intent) {}

    private Before before(User user, ConversationId conversation, String text) {
        if (!FollowUp.possible(text)) {
            return new Before(requests.customer(user, conversation), null);
        }
        ConversationStore.Last last = store.last(conversation)
                .filter(found -> user.maySee(found.conversation().customer()))
                .orElseThrow(() -> new Refused(Refused.Why.NOT_FOUND, "no such conversation"));
        return new Before(
                last.conversation().customer(),
                last.turn() == null ? null : last.turn().intent().orElse(null));
    }

    /** Writes to the customer in place of the agents; for who has taken the conversation over. No turn is begun. */
    public ConversationView.Turn write(User user, ConversationId conversation, String text, String key) {
        Requests.checkText("text", text, Requests.LONGEST_TEXT);
        CustomerId customer = requests.customer(user, conversation);
        Request request = Requests.request(user, key, List.of("write", conversation, text));
        return requests.once(user, customer, conversation, request, unit -> {
            Instant now = clock.instant();
            Conversation changed = store.find(conversation).orElseThrow().changed(now);
            if (!(changed.handoff() instanceof Handoff.Taken taken && taken.by().equals(user.name()))) {
                throw new Refused(Refused.Why.CONFLICT, "you do not have this conversation: take it over first");
            }
            return store(
                    changed,
                    new Origin.Person(),
                    request,
                    turn -> new Line.Person(changed.revision(), turn, user.name(), taken.role(), text, now));
        });
    }

    private Turn sayToPerson(User user, Conversation conversation, Request request, Origin origin, String text) {
        if (!user.owns(conversation.customer())) {
            throw new Refused(
                    Refused.Why.CONFLICT, "a person has this conversation: nobody else writes for the customer");
        }
        Instant now = clock.instant();
        Conversation changed = conversation.said(text, now);
        return store(
                changed,
                origin,
                request,
                turn -> new Line.Asked(changed.revision(), turn, request.requester(), text, now));
    }

    /** A line that no agent is told of. */
    private Turn store(Conversation changed, Origin origin, Request request, Function<TurnId, Line> line) {
        Turn turn = new Turn.ForPerson(
                new Turn.Beginning(Routing.newTurn(), changed.id(), origin, changed.revision(), changed.changedAt()));
        store.save(changed);
        store.append(changed.id(), line.apply(turn.id()));
        store.begin(turn, changed.customer(), request);
        return turn;
    }

    /** Accepts what a reply offered; the gate decides on the action as on any other. An offer is accepted once. */
    public ConversationView.Turn accept(User user, ConversationId conversation, TurnId turn, String offer, String key) {
        CustomerId customer = requests.customer(user, conversation);
        Request request = Requests.request(user, key, List.of("accept", conversation, turn, offer));
        return requests.once(user, customer, conversation, request, unit -> {
            Turn.Replied offering = offering(conversation, turn);
            return switch (offering.accept(offer)) {
                case Turn.Acceptance.Accepted(var changed, var accepted) -> {
                    answered(unit, user, store.find(conversation).orElseThrow());
                    yield accept(unit, offering, accepted, request, accepted.label());
                }
                case Turn.Acceptance.Before() ->
                    throw new Refused(Refused.Why.CONFLICT, "this offer was accepted before");
                case Turn.Acceptance.Declined() -> throw new Refused(Refused.Why.CONFLICT, "this offer was declined");
                case Turn.Acceptance.Unknown() -> throw new Refused(Refused.Why.NOT_FOUND, "no such offer");
            };
        });
    }

    private Turn accept(UnitOfWork unit, Turn.Replied offering, Offer offer, Request request, String words) {
        Turn begun = routing.begin(
                unit,
                offering.beginning().conversation(),
                request,
                new Origin.OfferAccepted(offering.id(), offer.id(), offer.type()),
                words,
                offer);
        store.save(
                offering.with(offering.outcome().accepting(offer.id())),
                begun.beginning().revision());
        return begun;
    }

    /** Takes the customer's verdict on a turn. The same verdict again changes nothing; another one is refused. */
    public void judge(User user, ConversationId conversation, TurnId turn, Feedback feedback) {
        if (feedback.comment() != null) {
            Requests.checkText("comment", feedback.comment(), Requests.LONGEST_TEXT);
        }
        Conversation found = requests.find(user, conversation);
        requests.change(found, turn, unit -> {
            switch (replied(conversation, turn).judge(feedback)) {
                case Turn.Judgement.Judged(var judged) -> {
                    Instant now = clock.instant();
                    Conversation changed =
                            store.find(conversation).orElseThrow().changed(now);
                    store.save(changed);
                    store.save(judged, changed.revision());
                    TurnId followUp = Routing.newTurn();
                    store.begin(
                            Turn.Working.begun(new Turn.Beginning(
                                    followUp,
                                    conversation,
                                    new Origin.Judged(turn, feedback.thumbs()),
                                    changed.revision(),
                                    now)),
                            changed.customer(),
                            Request.of(user.name()));
                    unit.publish(
                            Topics.intents(AgentName.FEEDBACK),
                            new FeedbackGiven(
                                    followUp,
                                    turn,
                                    conversation,
                                    changed.customer(),
                                    feedback.thumbs(),
                                    feedback.comment(),
                                    lastReply(turn),
                                    user.name()));
                }
                case Turn.Judgement.Same() -> {}
                case Turn.Judgement.Other() ->
                    throw new Refused(Refused.Why.CONFLICT, "other feedback was given before");
            }
        });
    }

    private Turn.Replied offering(ConversationId conversation, TurnId turn) {
        if (store.find(conversation).orElseThrow().taken()) {
            throw new Refused(
                    Refused.Why.CONFLICT, "a person has this conversation: offers wait until it is given back");
        }
        return replied(conversation, turn);
    }

    private Turn.Replied replied(ConversationId conversation, TurnId turn) {
        Turn found = store.turn(turn)
                .filter(t -> t.beginning().conversation().equals(conversation) && t.visible())
                .orElseThrow(() -> new Refused(Refused.Why.NOT_FOUND, "no such turn"));
        return switch (found) {
            case Turn.Working working -> throw new Refused(Refused.Why.CONFLICT, "this turn has no reply yet");
            case Turn.Queued queued -> throw new Refused(Refused.Why.CONFLICT, "this turn has no reply yet");
            case Turn.Joined joined -> throw new Refused(Refused.Why.CONFLICT, "the reply is to turn " + joined.into());
            case Turn.ForPerson forPerson -> throw new Refused(Refused.Why.CONFLICT, "no agent has seen to this");
            case Turn.Cancelled cancelled -> throw new Refused(Refused.Why.CONFLICT, "this turn was cancelled");
            case Turn.Replied replied -> replied;
        };
    }

    private String lastReply(TurnId turn) {
        return store.replies(List.of(turn)).getOrDefault(turn, List.of()).stream()
                .reduce((earlier, later) -> later)
                .map(Line.Replied::text)
                .orElse("");
    }
}
