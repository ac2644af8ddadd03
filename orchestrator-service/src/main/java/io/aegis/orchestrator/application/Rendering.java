package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.KeyReference;
import io.aegis.contracts.Step;
import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Told;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.User;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One showing of one conversation to one user. Keys are fetched at most once for it and forgotten with it. Not inside a
 * transaction: fetching takes time. Not thread-safe.
 */
final class Rendering {
    private static final String HIDDEN = "••••";
    private static final String SHOWN_BEFORE = "(shown before, and not kept)";
    private static final String UNAVAILABLE = "(key unavailable)";

    private final User reader;
    private final CustomerId customer;
    private final KeyReveal keys;
    private final Map<KeyId, String> shown = new HashMap<>();

    Rendering(User reader, CustomerId customer, KeyReveal keys) {
        this.reader = reader;
        this.customer = customer;
        this.keys = keys;
    }

    ConversationView conversation(
            Conversation conversation, List<Line> lines, List<Turn> turns, Map<TurnId, List<Line.Replied>> replies) {
        return new ConversationView(
                conversation.id(),
                conversation.customer(),
                conversation.title(),
                conversation.openedAt(),
                conversation.changedAt(),
                conversation.revision(),
                handoff(conversation.handoff()),
                reader.staff() && conversation.summary() != null
                        ? text(conversation.summary().text())
                        : null,
                lines.stream()
                        .filter(line -> reader.staff() || !(line instanceof Line.KeptBack))
                        .map(this::line)
                        .toList(),
                turns.stream()
                        .filter(Turn::visible)
                        .map(turn -> turn(turn, replies.getOrDefault(turn.id(), List.of())))
                        .toList());
    }

    ConversationView.Turn turn(Turn turn, List<Line.Replied> replies) {
        Turn.Beginning beginning = turn.beginning();
        Begun begun =
                switch (beginning.origin()) {
                    case Origin.Message(var understood) ->
                        new Begun("message", understood.intent(), rounded(understood.confidence()), null);
                    case Origin.OfferAccepted(var of, var offer, var type) ->
                        new Begun("offer", Intent.OFFER_ACCEPTED, null, of);
                    case Origin.Proposed proposed -> new Begun("proposal", Intent.OFFER_ACCEPTED, null, null);
                    case Origin.Sent(var playbook, var intent) -> new Begun("playbook", intent, null, null);
                    case Origin.Judged(var about, var thumbs) -> new Begun("feedback", null, null, about);
                    case Origin.Person person -> new Begun("person", null, null, null);
                };
        return new ConversationView.Turn(
                turn.id(),
                switch (turn) {
                    case Turn.Working working -> "working";
                    case Turn.Waiting waiting -> "waiting";
                    case Turn.Finished finished -> "finished";
                    case Turn.Cancelled cancelled -> "cancelled";
                    case Turn.ForPerson forPerson -> "for_person";
                    case Turn.Queued queued -> "queued";
                    case Turn.Joined joined -> "joined";
                },
                begun.kind,
                begun.intent,
                begun.confidence,
                turn instanceof Turn.Joined joined ? joined.into() : begun.about,
                beginning.at(),
                turn.steps().stream().map(this::step).toList(),
                replies.stream().map(reply -> text(reply.text())).toList(),
                offers(turn),
                feedback(turn),
                cancellation(turn),
                turn instanceof Turn.Working working ? working.since() : beginning.revision());
    }

    private ConversationView.Step step(Told told) {
        Step step = told.step();
        return new ConversationView.Step(
                step.kind().name().toLowerCase(Locale.ROOT),
                text(step.text()),
                step.action(),
                told.held(),
                told.revision());
    }

    private ConversationView.@Nullable Handoff handoff(@Nullable Handoff handoff) {
        return switch (handoff) {
            case null -> null;
            case Handoff.Awaited awaited ->
                new ConversationView.Handoff("awaited", reason(awaited), null, null, awaited.since());
            case Handoff.Taken taken ->
                new ConversationView.Handoff("taken", reason(taken), taken.role(), name(taken.by()), taken.since());
        };
    }

    private @Nullable String reason(Handoff handoff) {
        return reader.staff() ? handoff.reason().wireName() : null;
    }

    private ConversationView.Line line(Line line) {
        return switch (line) {
            // A customer's own words are shown as written: a placeholder in them stands for nothing.
            case Line.Asked asked ->
                new ConversationView.Line(
                        asked.revision(),
                        "customer",
                        asked.turn(),
                        null,
                        asked.by(),
                        null,
                        asked.text(),
                        asked.at(),
                        null);
            case Line.Replied replied ->
                new ConversationView.Line(
                        replied.revision(),
                        "aegis",
                        replied.turn(),
                        null,
                        null,
                        null,
                        text(replied.text()),
                        replied.at(),
                        null);
            case Line.Intervened intervened ->
                new ConversationView.Line(
                        intervened.revision(),
                        "intervention",
                        null,
                        intervened.intervention(),
                        null,
                        null,
                        text(intervened.text()),
                        intervened.at(),
                        null);
            case Line.Person person ->
                byPerson(person.revision(), "person", person.by(), person.role(), person.text(), person.at());
            case Line.TakenOver taken ->
                byPerson(
                        taken.revision(),
                        "taken_over",
                        taken.by(),
                        taken.role(),
                        "A person has this conversation now. Aegis is silent.",
                        taken.at());
            case Line.GivenBack back ->
                byPerson(
                        back.revision(),
                        "given_back",
                        back.by(),
                        back.role(),
                        reader.staff() ? back.text() : "Aegis has this conversation again.",
                        back.at());
            case Line.KeptBack(var said) -> keptBack(line(said));
        };
    }

    /** Staff go by their roles before customers. What a person writes is shown as written. */
    private ConversationView.Line byPerson(
            long revision, String speaker, String by, String role, String text, Instant at) {
        return new ConversationView.Line(revision, speaker, null, null, name(by), role, text, at, null);
    }

    private static ConversationView.Line keptBack(ConversationView.Line line) {
        return new ConversationView.Line(
                line.revision(),
                line.speaker(),
                line.turn(),
                line.intervention(),
                line.by(),
                line.role(),
                line.text(),
                line.at(),
                true);
    }

    private static double rounded(double confidence) {
        return Math.round(confidence * 1000) / 1000.0;
    }

    private static List<ConversationView.Offer> offers(Turn turn) {
        if (!(turn instanceof Turn.Replied replied)) {
            return List.of();
        }
        return replied.outcome().offers().stream()
                .map(offer -> new ConversationView.Offer(
                        offer.id(),
                        offer.label(),
                        offer.type(),
                        offer.arguments(),
                        replied.outcome().accepted().contains(offer.id()),
                        replied.outcome().declined().contains(offer.id())))
                .toList();
    }

    private static ConversationView.@Nullable Feedback feedback(Turn turn) {
        return turn instanceof Turn.Replied replied && replied.outcome().feedback() != null
                ? new ConversationView.Feedback(
                        replied.outcome().feedback().thumbs(),
                        replied.outcome().feedback().comment())
                : null;
    }

    private ConversationView.@Nullable Cancellation cancellation(Turn turn) {
        return turn instanceof Turn.Cancelled cancelled
                ? new ConversationView.Cancellation(
                        cancelled.cancellation().role(),
                        name(cancelled.cancellation().by()),
                        cancelled.cancellation().at(),
                        cancelled.cancellation().revision())
                : null;
    }

    /** Staff go by their roles before customers. */
    private @Nullable String name(String user) {
        return reader.staff() || user.equals(reader.name()) ? user : null;
    }

    private String text(String withPlaceholders) {
        return KeyReference.replace(withPlaceholders, key -> shown.computeIfAbsent(key, this::key));
    }

    private String key(KeyId key) {
        if (!reader.owns(customer)) {
            return HIDDEN;
        }
        return switch (keys.reveal(key, customer)) {
            case KeyReveal.Revealed.Key(String value) -> value;
            case KeyReveal.Revealed.Over over -> SHOWN_BEFORE;
            case KeyReveal.Revealed.Unavailable unavailable -> UNAVAILABLE;
        };
    }

    private record Begun(
            String kind,
            @Nullable Intent intent,
            @Nullable Double confidence,
            @Nullable TurnId about) {}
}
