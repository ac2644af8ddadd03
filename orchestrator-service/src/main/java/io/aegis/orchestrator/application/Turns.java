package io.aegis.orchestrator.application;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Asked;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Conversation.Work;
import io.aegis.orchestrator.domain.Feedback;
import io.aegis.orchestrator.domain.FollowUp;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Memory;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Summary;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.Understood;
import io.aegis.orchestrator.domain.User;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What users do in a conversation. Each is one transaction: the line, the turn and the message to the agent commit
 * together, under the customer's lock, so agents get a customer's turns in the order in which they were accepted.
 */
@ApplicationScoped
public class Turns {
    private static final int LONGEST_TEXT = 4000;
    private static final int MOST_SUMMARISED = 100;

    /** How long messages wait for the reply to the one before: longer than an agent needs unless something is down. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final ConversationStore store;
    private final Conversations conversations;
    private final Understanding understanding;
    private final Transactions transactions;
    private final Clock clock;

    Turns(
            ConversationStore store,
            Conversations conversations,
            Understanding understanding,
            Transactions transactions,
            Clock clock) {
        this.store = store;
        this.conversations = conversations;
        this.understanding = understanding;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Takes a message and sends it to the agent that can see to it. A message of several requests is several turns: each
     * waits for the reply to the one before it.
     *
     * @param key asking again under the same key, with the same text, gives the same turn, the first of them
     */
    public ConversationView.Turn say(User user, ConversationId conversation, String text, String key) {
        checkText("text", text, LONGEST_TEXT);
        Conversation found = conversations.find(user, conversation);
        List<Asked> asked = understanding.requests(text, before(conversation, text));
        Request request = request(user, key, List.of("say", conversation, text));
        return once(user, found, request, unit -> {
            Asked first = asked.getFirst();
            Origin origin = new Origin.Message(first.understood());
            Conversation now = store.find(conversation).orElseThrow();
            if (now.taken()) {
                return sayToPerson(user, found, request, origin, text);
            }
            Turn turn = atWork(now) || hasQueue(now)
                    ? queue(unit, now, request, origin, first.text())
                    : begin(unit, conversation, request, origin, first.text(), null);
            for (Asked next : asked.subList(1, asked.size())) {
                queue(
                        unit,
                        store.find(conversation).orElseThrow(),
                        new Request(user.name(), null, ""),
                        new Origin.Message(next.understood()),
                        next.text());
            }
            return turn;
        });
    }

    /** What the conversation was about last; read only for words that may say too little without it. */
    private @Nullable Intent before(ConversationId conversation, String text) {
        return FollowUp.possible(text)
                ? QuarkusTransaction.requiringNew()
                        .call(() -> store.begun(conversation, 0, Long.MAX_VALUE, 1).stream()
                                .findFirst()
                                .map(Turns::intent)
                                .orElse(null))
                : null;
    }

    private static @Nullable Intent intent(Turn turn) {
        return turn.beginning().origin() instanceof Origin.Message(var understood) ? understood.intent() : null;
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

    /** What comes before the reply to the message before is kept, and then routed, all of it together. */
    private Turn queue(UnitOfWork unit, Conversation conversation, Request request, Origin origin, String text) {
        Instant now = clock.instant();
        Conversation changed = conversation.said(text, now).queued(1);
        Turn turn = new Turn.Queued(new Turn.Beginning(newTurn(), changed.id(), origin, changed.revision(), now));
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
    public void routeQueued(QueueDue due, Delivery delivery) {
        Waiting read = QuarkusTransaction.requiringNew()
                .call(() -> new Waiting(
                        store.queued(due.conversation()),
                        store.find(due.conversation())
                                .map(Conversation::work)
                                .flatMap(work -> store.turn(work.turn()))
                                .map(Turns::intent)
                                .orElse(null)));
        List<Line.Asked> waiting = together(read.lines);
        String text = text(waiting);
        Understood understood = waiting.isEmpty() ? null : understanding.understand(text, read.before);
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
            route(unit, conversation, waiting, queued.size() - waiting.size(), text, understood);
            unit.afterCommit(() -> conversations.announce(due.conversation()));
        });
    }

    private record Waiting(List<Line.Asked> lines, @Nullable Intent before) {}

    private static String text(List<Line.Asked> lines) {
        return lines.stream().map(Line.Asked::text).collect(Collectors.joining("\n"));
    }

    /** The first of one writer, as long as they ask for one thing and are no longer than one message may be. */
    private List<Line.Asked> together(List<Line.Asked> queued) {
        List<Line.Asked> together = new ArrayList<>();
        int length = 0;
        for (Line.Asked line : queued) {
            length += line.text().length() + 1;
            if (!together.isEmpty()
                    && (length > LONGEST_TEXT
                            || !line.by().equals(together.getFirst().by()))) {
                break;
            }
            together.add(line);
            if (together.size() > 1
                    && understanding.requests(text(together), null).size() > 1) {
                together.removeLast();
                break;
            }
        }
        return together;
    }

    private void route(
            UnitOfWork unit,
            Conversation conversation,
            List<Line.Asked> lines,
            int left,
            String text,
            Understood understood) {
        Instant now = clock.instant();
        List<Utterance> memory = new ArrayList<>();
        Line.Asked first = lines.getFirst();
        Conversation changed = recall(conversation, lines, memory).changed(now).working(new Work(first.turn(), left));
        Turn.Beginning beginning = store.turn(first.turn()).orElseThrow().beginning();
        store.save(changed);
        store.route(
                new Turn.Working(
                        new Turn.Beginning(
                                first.turn(), changed.id(), new Origin.Message(understood), beginning.revision(), now),
                        List.of()),
                changed.revision());
        for (Line.Asked other : lines.subList(1, lines.size())) {
            store.save(
                    new Turn.Joined(store.turn(other.turn()).orElseThrow().beginning(), first.turn()),
                    changed.revision());
        }
        publish(unit, changed.id(), first.turn(), understood, text, memory, first.by(), null);
    }

    /** Writes to the customer in place of the agents; for who has taken the conversation over. No turn is begun. */
    public ConversationView.Turn write(User user, ConversationId conversation, String text, String key) {
        checkText("text", text, LONGEST_TEXT);
        Conversation found = conversations.find(user, conversation);
        Request request = request(user, key, List.of("write", conversation, text));
        return once(user, found, request, unit -> {
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

    private Turn sayToPerson(User user, Conversation found, Request request, Origin origin, String text) {
        if (!user.owns(found.customer())) {
            throw new Refused(
                    Refused.Why.CONFLICT, "a person has this conversation: nobody else writes for the customer");
        }
        Instant now = clock.instant();
        Conversation changed = store.find(found.id()).orElseThrow().said(text, now);
        return store(
                changed,
                origin,
                request,
                turn -> new Line.Asked(changed.revision(), turn, request.requester(), text, now));
    }

    /** A line that no agent is told of. */
    private Turn store(Conversation changed, Origin origin, Request request, Function<TurnId, Line> line) {
        Turn turn = new Turn.ForPerson(
                new Turn.Beginning(newTurn(), changed.id(), origin, changed.revision(), changed.changedAt()));
        store.save(changed);
        store.append(changed.id(), line.apply(turn.id()));
        store.begin(turn, changed.customer(), request);
        return turn;
    }

    /** Accepts what a reply offered; the gate decides on the action as on any other. An offer is accepted once. */
    public ConversationView.Turn accept(User user, ConversationId conversation, TurnId turn, String offer, String key) {
        Conversation found = conversations.find(user, conversation);
        Request request = request(user, key, List.of("accept", conversation, turn, offer));
        return once(user, found, request, unit -> switch (offering(conversation, turn)
                .accept(offer)) {
            case Turn.Acceptance.Accepted(var changed, var accepted) -> {
                Turn begun = begin(
                        unit, conversation, request, new Origin.OfferAccepted(turn, offer), accepted.label(), accepted);
                store.save(changed, store.find(conversation).orElseThrow().revision());
                yield begun;
            }
            case Turn.Acceptance.Before() -> throw new Refused(Refused.Why.CONFLICT, "this offer was accepted before");
            case Turn.Acceptance.Unknown() -> throw new Refused(Refused.Why.NOT_FOUND, "no such offer");
        });
    }

    /** Takes the customer's verdict on a turn. The same verdict again changes nothing; another one is refused. */
    public void judge(User user, ConversationId conversation, TurnId turn, Feedback feedback) {
        if (feedback.comment() != null) {
            checkText("comment", feedback.comment(), LONGEST_TEXT);
        }
        Conversation found = conversations.find(user, conversation);
        transactions.run(found.customer(), Cause.first(turn.value()), unit -> {
            switch (replied(conversation, turn).judge(feedback)) {
                case Turn.Judgement.Judged(var judged) -> {
                    Instant now = clock.instant();
                    Conversation changed =
                            store.find(conversation).orElseThrow().changed(now);
                    store.save(changed);
                    store.save(judged, changed.revision());
                    TurnId followUp = newTurn();
                    store.begin(
                            new Turn.Working(
                                    new Turn.Beginning(
                                            followUp,
                                            conversation,
                                            new Origin.Judged(turn, feedback.thumbs()),
                                            changed.revision(),
                                            now),
                                    List.of()),
                            changed.customer(),
                            new Request(user.name(), null, ""));
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
        conversations.announce(conversation);
    }

    private ConversationView.Turn once(
            User user, Conversation conversation, Request request, Function<UnitOfWork, Turn> begin) {
        Turn turn = once(conversation.customer(), request, begin);
        conversations.announce(conversation.id());
        return conversations.show(user, conversation, turn);
    }

    /** The turn that this request began before, or begins now, in its own transaction. */
    Turn once(CustomerId customer, Request request, Function<UnitOfWork, Turn> begin) {
        return transactions.call(customer, Cause.first(UUID.randomUUID().toString()), unit -> {
            Optional<ConversationStore.Earlier> earlier = store.earlier(customer, request);
            if (earlier.isEmpty()) {
                return begin.apply(unit);
            }
            if (!earlier.get().hash().equals(request.hash())) {
                throw new Refused(Refused.Why.KEY_REUSED, "this Idempotency-Key was used for another request");
            }
            return store.turn(earlier.get().turn()).orElseThrow();
        });
    }

    Turn begin(
            UnitOfWork unit, ConversationId id, Request request, Origin origin, String text, @Nullable Offer accepted) {
        Instant now = clock.instant();
        List<Utterance> memory = new ArrayList<>();
        Conversation conversation =
                recall(store.find(id).orElseThrow(), List.of(), memory).said(text, now);
        Turn.Working turn =
                new Turn.Working(new Turn.Beginning(newTurn(), id, origin, conversation.revision(), now), List.of());
        int queued = conversation.work() == null ? 0 : conversation.work().queued();
        conversation = conversation.working(new Work(turn.id(), queued));
        store.save(conversation);
        store.append(id, new Line.Asked(conversation.revision(), turn.id(), request.requester(), text, now));
        store.begin(turn, unit.customer(), request);
        Understood understood = origin instanceof Origin.Message message
                ? message.understood()
                : new Understood(Intent.OFFER_ACCEPTED, 1);
        publish(unit, id, turn.id(), understood, text, memory, request.requester(), accepted);
        return turn;
    }

    private void publish(
            UnitOfWork unit,
            ConversationId id,
            TurnId turn,
            Understood understood,
            String text,
            List<Utterance> memory,
            String requester,
            @Nullable Offer accepted) {
        unit.publish(
                Topics.intents(agent(understood.intent(), accepted)),
                new IntentRouted(
                        turn,
                        id,
                        unit.customer(),
                        understood.intent(),
                        understood.confidence(),
                        text,
                        memory,
                        store.seen(unit.customer()),
                        requester,
                        accepted));
    }

    private AgentName agent(Intent intent, @Nullable Offer accepted) {
        if (accepted == null) {
            return intent.agent();
        }
        return catalogue
                .find(accepted.type())
                .orElseThrow(() -> new Refused(Refused.Why.CONFLICT, "this is no longer offered"))
                .agent();
    }

    /** The conversation, with a longer summary when there is more of it than is told word by word. */
    private Conversation recall(Conversation conversation, List<Line.Asked> without, List<Utterance> memory) {
        Summary summary = Objects.requireNonNullElse(conversation.summary(), Summary.NONE);
        List<Line> lines = store.lines(conversation.id(), summary.through(), Memory.LINES);
        if (lines.size() < Memory.LINES) {
            memory.addAll(Memory.of(conversation.summary(), except(without, lines)));
            return conversation;
        }
        List<Line> older = lines.subList(0, Memory.LINES / 2);
        List<Turn> begun = store.begun(
                conversation.id(), summary.through(), older.getLast().revision(), MOST_SUMMARISED);
        Summary longer = summary.with(older, begun);
        memory.addAll(Memory.of(longer, except(without, lines.subList(Memory.LINES / 2, Memory.LINES))));
        return conversation.summarised(longer);
    }

    private static List<Line> except(List<Line.Asked> without, List<Line> lines) {
        return lines.stream().filter(line -> !without.contains(line)).toList();
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

    static Request request(User user, String key, List<?> asked) {
        if (!key.matches("[\\x20-\\x7e]{1,120}") || key.isBlank()) {
            throw new Refused(Refused.Why.INVALID, "Idempotency-Key is 1 to 120 printable characters");
        }
        return new Request(user.name(), key, Json.hash(asked));
    }

    static void checkText(String name, String text, int longest) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > longest) {
            throw new Refused(Refused.Why.INVALID, name + " is 1 to " + longest + " characters");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw new Refused(Refused.Why.INVALID, name + " contains control characters");
        }
    }

    private static TurnId newTurn() {
        return new TurnId("t-" + UUID.randomUUID());
    }
}
