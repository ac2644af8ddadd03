package io.aegis.orchestrator.outbound.persistence;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Feedback;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Summary;
import io.aegis.orchestrator.domain.Told;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.Understood;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows from domain values and back. */
final class Rows {
    private Rows() {}

    static void write(Conversation conversation, ConversationEntity row) {
        row.id = conversation.id().value();
        row.customer = conversation.customer().value();
        row.title = conversation.title();
        row.openedAt = conversation.openedAt();
        row.changedAt = conversation.changedAt();
        row.revision = conversation.revision();
        Handoff handoff = conversation.handoff();
        row.handoff = handoff == null ? null : Json.text(handoff);
        row.handoffSince = handoff == null ? null : handoff.since();
        row.summary = conversation.summary() == null ? null : Json.text(conversation.summary());
        Conversation.Work work = conversation.work();
        row.inWork = work == null ? null : work.turn().value();
        row.queued = work == null ? 0 : work.queued();
        Conversation.Approach approach = conversation.approach();
        row.approach = approach == null ? null : approach.intervention().value();
        row.approachSeen = approach != null && approach.seen();
    }

    static Conversation read(ConversationEntity row) {
        return new Conversation(
                new ConversationId(row.id),
                new CustomerId(row.customer),
                row.title,
                row.openedAt,
                row.changedAt,
                row.revision,
                row.handoff == null ? null : Json.read(row.handoff, Handoff.class),
                row.summary == null ? null : Json.read(row.summary, Summary.class),
                row.inWork == null ? null : new Conversation.Work(new TurnId(row.inWork), row.queued),
                row.approach == null
                        ? null
                        : new Conversation.Approach(new InterventionId(row.approach), row.approachSeen));
    }

    static LineEntity row(ConversationId conversation, Line line) {
        if (line instanceof Line.KeptBack(var said)) {
            LineEntity row = row(conversation, said);
            row.keptBack = true;
            return row;
        }
        LineEntity row = new LineEntity();
        row.conversation = conversation.value();
        row.revision = line.revision();
        row.text = line.text();
        row.at = line.at();
        switch (line) {
            case Line.Asked asked -> {
                row.speaker = LineEntity.CUSTOMER;
                row.turn = asked.turn().value();
                row.source = asked.by();
            }
            case Line.Replied replied -> {
                row.speaker = LineEntity.AEGIS;
                row.turn = replied.turn().value();
            }
            case Line.Intervened intervened -> {
                row.speaker = LineEntity.INTERVENTION;
                row.source = intervened.intervention().value();
            }
            case Line.Person person -> {
                by(LineEntity.PERSON, person.by(), person.role(), row);
                row.turn = person.turn().value();
            }
            case Line.TakenOver taken -> by(LineEntity.TAKEN_OVER, taken.by(), taken.role(), row);
            case Line.GivenBack back -> by(LineEntity.GIVEN_BACK, back.by(), back.role(), row);
            case Line.KeptBack kept -> throw new IllegalStateException("kept back twice");
        }
        return row;
    }

    private static void by(String speaker, String user, String role, LineEntity row) {
        row.speaker = speaker;
        row.source = user;
        row.role = role;
    }

    static Line read(LineEntity row) {
        return row.keptBack ? keptBack(row) : said(row);
    }

    static Line.KeptBack keptBack(LineEntity row) {
        return new Line.KeptBack(said(row));
    }

    private static Line said(LineEntity row) {
        return switch (row.speaker) {
            case LineEntity.CUSTOMER -> asked(row);
            case LineEntity.AEGIS -> replied(row);
            case LineEntity.INTERVENTION ->
                new Line.Intervened(
                        row.revision, new InterventionId(Objects.requireNonNull(row.source)), row.text, row.at);
            case LineEntity.PERSON ->
                new Line.Person(row.revision, turn(row), source(row), role(row), row.text, row.at);
            case LineEntity.TAKEN_OVER ->
                new Line.TakenOver(
                        row.revision,
                        source(row),
                        role(row),
                        Handoff.Reason.find(row.text).orElseThrow(),
                        row.at);
            case LineEntity.GIVEN_BACK -> new Line.GivenBack(row.revision, source(row), role(row), row.text, row.at);
            default -> throw new IllegalStateException("a line of nobody: " + row.speaker);
        };
    }

    static Line.Asked asked(LineEntity row) {
        return new Line.Asked(row.revision, turn(row), source(row), row.text, row.at);
    }

    static Line.Replied replied(LineEntity row) {
        return new Line.Replied(row.revision, turn(row), row.text, row.at);
    }

    private static String source(LineEntity row) {
        return Objects.requireNonNull(row.source);
    }

    private static String role(LineEntity row) {
        return Objects.requireNonNull(row.role);
    }

    private static TurnId turn(LineEntity row) {
        return new TurnId(Objects.requireNonNull(row.turn));
    }

    /** Writes what changes about a turn; {@link #begin} writes the rest. */
    static void write(Turn turn, long revision, TurnEntity row) {
        row.changedRevision = revision;
        row.steps = Json.text(turn.steps().stream().map(StoredStep::of).toList());
        switch (turn) {
            case Turn.Working working -> {
                row.status = TurnEntity.WORKING;
                row.routedRevision = working.since();
            }
            case Turn.ForPerson forPerson -> row.status = TurnEntity.FOR_PERSON;
            case Turn.Queued queued -> row.status = TurnEntity.QUEUED;
            case Turn.Joined joined -> {
                row.status = TurnEntity.JOINED;
                row.joinedInto = joined.into().value();
            }
            case Turn.Waiting waiting -> write(TurnEntity.WAITING, waiting.outcome(), row);
            case Turn.Finished finished -> write(TurnEntity.FINISHED, finished.outcome(), row);
            case Turn.Cancelled cancelled -> {
                write(TurnEntity.CANCELLED, cancelled.outcome(), row);
                row.cancellation = Json.text(cancelled.cancellation());
            }
        }
    }

    private static void write(String status, Turn.Outcome outcome, TurnEntity row) {
        row.status = status;
        row.offers = Json.text(outcome.offers());
        row.accepted = Json.text(new TreeSet<>(outcome.accepted()));
        row.declined = Json.text(new TreeSet<>(outcome.declined()));
        row.feedback = outcome.feedback() == null ? null : Json.text(outcome.feedback());
    }

    static TurnEntity begin(Turn turn, CustomerId customer) {
        Turn.Beginning beginning = turn.beginning();
        TurnEntity row = new TurnEntity();
        row.id = beginning.id().value();
        row.conversation = beginning.conversation().value();
        row.customer = customer.value();
        row.beganRevision = beginning.revision();
        beginning(turn, row);
        write(turn, beginning.revision(), row);
        return row;
    }

    static void beginning(Turn turn, TurnEntity row) {
        row.beganAt = turn.beginning().at();
        row.origin = Json.text(stored(turn.beginning().origin()));
    }

    static Turn read(TurnEntity row) {
        Turn.Beginning beginning = new Turn.Beginning(
                new TurnId(row.id),
                new ConversationId(row.conversation),
                origin(Json.read(row.origin, StoredOrigin.class)),
                row.beganRevision,
                row.beganAt);
        List<Told> steps = Stream.of(Json.read(row.steps, StoredStep[].class))
                .map(StoredStep::told)
                .toList();
        return switch (row.status) {
            case TurnEntity.WORKING -> new Turn.Working(beginning, Objects.requireNonNull(row.routedRevision), steps);
            case TurnEntity.WAITING -> new Turn.Waiting(beginning, steps, outcome(row));
            case TurnEntity.FINISHED -> new Turn.Finished(beginning, steps, outcome(row));
            case TurnEntity.FOR_PERSON -> new Turn.ForPerson(beginning);
            case TurnEntity.QUEUED -> new Turn.Queued(beginning);
            case TurnEntity.JOINED -> new Turn.Joined(beginning, new TurnId(Objects.requireNonNull(row.joinedInto)));
            case TurnEntity.CANCELLED ->
                new Turn.Cancelled(
                        beginning,
                        steps,
                        outcome(row),
                        Json.read(Objects.requireNonNull(row.cancellation), Turn.Cancellation.class));
            default -> throw new IllegalStateException("a turn in no state: " + row.status);
        };
    }

    private static Turn.Outcome outcome(TurnEntity row) {
        return new Turn.Outcome(
                List.of(Json.read(Objects.requireNonNull(row.offers), Offer[].class)),
                Set.of(Json.read(Objects.requireNonNull(row.accepted), String[].class)),
                Set.of(Json.read(Objects.requireNonNull(row.declined), String[].class)),
                row.feedback == null ? null : Json.read(row.feedback, Feedback.class));
    }

    private static StoredOrigin stored(Origin origin) {
        return switch (origin) {
            case Origin.Message(var understood) ->
                new StoredOrigin.Message(understood.intent(), understood.confidence());
            case Origin.OfferAccepted(var of, var offer, var type) -> new StoredOrigin.OfferAccepted(of, offer, type);
            case Origin.Proposed(var type) -> new StoredOrigin.Proposed(type);
            case Origin.Sent(var playbook, var intent) -> new StoredOrigin.Sent(playbook, intent);
            case Origin.Judged(var about, var thumbs) -> new StoredOrigin.Judged(about, thumbs);
            case Origin.Person person -> new StoredOrigin.Person();
        };
    }

    private static Origin origin(StoredOrigin stored) {
        return switch (stored) {
            case StoredOrigin.Message(var intent, var confidence) ->
                new Origin.Message(new Understood(intent, confidence));
            case StoredOrigin.OfferAccepted(var of, var offer, var type) -> new Origin.OfferAccepted(of, offer, type);
            case StoredOrigin.Proposed(var type) -> new Origin.Proposed(type);
            case StoredOrigin.Sent(var playbook, var intent) -> new Origin.Sent(playbook, intent);
            case StoredOrigin.Judged(var about, var thumbs) -> new Origin.Judged(about, thumbs);
            case StoredOrigin.Person person -> new Origin.Person();
        };
    }

    /** A step as it is kept; the last two are absent from what was stored before they were known. */
    record StoredStep(
            Step.Kind kind,
            String text,
            @Nullable ActionId action,
            @Nullable Boolean held,
            @Nullable Long revision) {
        static StoredStep of(Told told) {
            Step step = told.step();
            return new StoredStep(step.kind(), step.text(), step.action(), told.held() ? true : null, told.revision());
        }

        Told told() {
            return new Told(new Step(kind, text, action), held != null, revision == null ? 0 : revision);
        }
    }

    /** An origin as it is kept; the names outlive every rename of the classes. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = StoredOrigin.Message.class, name = "message"),
        @JsonSubTypes.Type(value = StoredOrigin.OfferAccepted.class, name = "offer"),
        @JsonSubTypes.Type(value = StoredOrigin.Proposed.class, name = "proposal"),
        @JsonSubTypes.Type(value = StoredOrigin.Sent.class, name = "playbook"),
        @JsonSubTypes.Type(value = StoredOrigin.Judged.class, name = "feedback"),
        @JsonSubTypes.Type(value = StoredOrigin.Person.class, name = "person"),
    })
    sealed interface StoredOrigin {
        record Message(Intent intent, double confidence) implements StoredOrigin {}

        record OfferAccepted(TurnId of, String offer, String type) implements StoredOrigin {}

        record Proposed(String type) implements StoredOrigin {}

        record Sent(String playbook, Intent intent) implements StoredOrigin {}

        record Judged(TurnId about, Thumbs thumbs) implements StoredOrigin {}

        record Person() implements StoredOrigin {}
    }
}
