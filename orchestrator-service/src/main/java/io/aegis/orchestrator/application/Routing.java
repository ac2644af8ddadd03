package io.aegis.orchestrator.application;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.UnitOfWork;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Conversation.Work;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Memory;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Summary;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.Understood;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Hands turns to the agents that can see to them, with what an agent is told of the conversation. Inside a transaction. */
final class Routing {
    private static final int MOST_SUMMARISED = 100;

    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final ConversationStore store;
    private final Clock clock;

    Routing(ConversationStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Begins a turn and routes it at once. */
    Turn begin(
            UnitOfWork unit, ConversationId id, Request request, Origin origin, String text, @Nullable Offer accepted) {
        Instant now = clock.instant();
        List<Utterance> memory = new ArrayList<>();
        Conversation conversation =
                recall(store.find(id).orElseThrow(), List.of(), memory).said(text, now);
        Turn.Working turn = Turn.Working.begun(new Turn.Beginning(newTurn(), id, origin, conversation.revision(), now));
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

    /**
     * Sends agents in the name of a playbook: a turn for what it wants looked into and one for each action, without words of
     * the customer. They do not wait for what else an agent is at, and no message of the customer waits for them.
     */
    void assist(UnitOfWork unit, ConversationId id, InterventionRaised raised) {
        if (raised.task() != null) {
            send(unit, id, raised, new Origin.Sent(raised.playbook(), raised.task()), raised.task(), null);
        }
        raised.proposals()
                .forEach(proposal ->
                        send(unit, id, raised, new Origin.Proposed(proposal.type()), Intent.OFFER_ACCEPTED, proposal));
    }

    private void send(
            UnitOfWork unit,
            ConversationId id,
            InterventionRaised raised,
            Origin origin,
            Intent intent,
            @Nullable Offer proposal) {
        Instant now = clock.instant();
        List<Utterance> memory = new ArrayList<>();
        Conversation conversation =
                recall(store.find(id).orElseThrow(), List.of(), memory).changed(now);
        Turn.Working turn = Turn.Working.begun(new Turn.Beginning(newTurn(), id, origin, conversation.revision(), now));
        String requester = InterventionRaised.REQUESTER + raised.playbook();
        store.save(conversation);
        store.begin(turn, unit.customer(), Request.of(requester));
        publish(
                unit,
                id,
                turn.id(),
                new Understood(intent, 1),
                "The customer did not write: a playbook found a reason to look into it. It said to the customer: "
                        + raised.text(),
                memory,
                requester,
                proposal);
    }

    /** Routes messages that waited, as one: the first is the turn, the others are joined to it. */
    void route(UnitOfWork unit, Conversation conversation, List<Line.Asked> lines, int left, Understood understood) {
        Instant now = clock.instant();
        List<Utterance> memory = new ArrayList<>();
        Line.Asked first = lines.getFirst();
        Conversation changed = recall(conversation, lines, memory).changed(now).working(new Work(first.turn(), left));
        Turn.Beginning beginning = store.turn(first.turn()).orElseThrow().beginning();
        store.save(changed);
        store.save(
                new Turn.Working(
                        new Turn.Beginning(
                                first.turn(), changed.id(), new Origin.Message(understood), beginning.revision(), now),
                        changed.revision(),
                        List.of()),
                changed.revision());
        for (Line.Asked other : lines.subList(1, lines.size())) {
            store.save(
                    new Turn.Joined(store.turn(other.turn()).orElseThrow().beginning(), first.turn()),
                    changed.revision());
        }
        publish(unit, changed.id(), first.turn(), understood, text(lines), memory, first.by(), null);
    }

    static String text(List<Line.Asked> lines) {
        return lines.stream().map(Line.Asked::text).collect(Collectors.joining("\n"));
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
        Summary summary = summary(conversation);
        List<Line> lines = recent(conversation);
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

    /** What the summary does not cover: the last lines, in order. */
    List<Line> recent(Conversation conversation) {
        return store.lines(conversation.id(), conversation.summarisedThrough(), Memory.LINES);
    }

    private static Summary summary(Conversation conversation) {
        return Objects.requireNonNullElse(conversation.summary(), Summary.NONE);
    }

    private static List<Line> except(List<Line.Asked> without, List<Line> lines) {
        return lines.stream().filter(line -> !without.contains(line)).toList();
    }

    static TurnId newTurn() {
        return new TurnId("t-" + UUID.randomUUID());
    }
}
