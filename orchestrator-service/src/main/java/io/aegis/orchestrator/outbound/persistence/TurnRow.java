package io.aegis.orchestrator.outbound.persistence;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Database;
import io.aegis.messaging.Part;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.domain.Feedback;
import io.aegis.orchestrator.domain.Origin;
import io.aegis.orchestrator.domain.Told;
import io.aegis.orchestrator.domain.Turn;
import io.aegis.orchestrator.domain.Understood;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of turns: t in statements, t_ before its columns in what they return. Columns that nobody searches by are JSON. */
final class TurnRow {
    static final String WORKING = "working";
    static final String WAITING = "waiting";
    static final String QUEUED = "queued";
    private static final String FINISHED = "finished";
    private static final String CANCELLED = "cancelled";
    private static final String FOR_PERSON = "for_person";
    private static final String JOINED = "joined";

    static final String COLUMNS = """
            t.id as t_id, t.conversation as t_conversation, t.began_revision as t_began_revision, t.began_at as t_began_at,
            t.routed_revision as t_routed_revision, t.status as t_status, t.origin as t_origin, t.steps as t_steps,
            t.offers as t_offers, t.accepted as t_accepted, t.declined as t_declined, t.feedback as t_feedback,
            t.cancellation as t_cancellation, t.joined_into as t_joined_into
            """;

    /**
     * A turn as it is from now on.
     *
     * @param revision the conversation's, at which it became so
     */
    record Changed(Turn turn, long revision) {}

    /** One that was not there before. */
    record Added(Changed now, CustomerId customer, Request request) {}

    /** What changes about a turn; one that was queued begins anew when it is routed. */
    private static <T> Part<T> state(Function<T, Changed> of) {
        return Part.<T>of("")
                .number(row -> of.apply(row).revision)
                .time(row -> of.apply(row).turn.beginning().at())
                .text(row -> Json.text(stored(of.apply(row).turn.beginning().origin())))
                .text(row -> status(of.apply(row).turn))
                .numberOrNull(row -> of.apply(row).turn instanceof Turn.Working working ? working.since() : null)
                .text(row -> Json.text(
                        of.apply(row).turn.steps().stream().map(StoredStep::of).toList()))
                .text(row -> outcome(of.apply(row).turn, outcome -> Json.text(outcome.offers())))
                .text(row -> outcome(of.apply(row).turn, outcome -> Json.text(new TreeSet<>(outcome.accepted()))))
                .text(row -> outcome(of.apply(row).turn, outcome -> Json.text(new TreeSet<>(outcome.declined()))))
                .text(row -> outcome(
                        of.apply(row).turn,
                        outcome -> outcome.feedback() == null ? null : Json.text(outcome.feedback())))
                .text(row -> of.apply(row).turn instanceof Turn.Cancelled cancelled
                        ? Json.text(cancelled.cancellation())
                        : null)
                .text(row -> of.apply(row).turn instanceof Turn.Joined joined
                        ? joined.into().value()
                        : null);
    }

    static final Part<Added> ADDED = Part.<Added>of("""
                    insert into turn (id, conversation, customer, began_revision, requester, idempotency_key, request_hash, first,
                                      changed_revision, began_at, origin, status, routed_revision, steps, offers, accepted,
                                      declined, feedback, cancellation, joined_into)
                    select * from {rows}
                    """)
            .text(added -> added.now.turn.id().value())
            .text(added -> added.now.turn.beginning().conversation().value())
            .text(added -> added.customer.value())
            .number(added -> added.now.turn.beginning().revision())
            .text(added -> added.request.requester())
            .text(added -> added.request.key())
            .text(added -> added.request.hash())
            .text(added ->
                    added.request.first() == null ? null : added.request.first().value())
            .and(state(Added::now));

    static final Part<Changed> CHANGED =
            Part.<Changed>of("""
                    update turn t
                    set changed_revision = n.changed_revision, began_at = n.began_at, origin = n.origin, status = n.status,
                        routed_revision = coalesce(n.routed_revision, t.routed_revision), steps = n.steps, offers = n.offers,
                        accepted = n.accepted, declined = n.declined, feedback = n.feedback, cancellation = n.cancellation,
                        joined_into = n.joined_into
                    from {rows} as n(id, changed_revision, began_at, origin, status, routed_revision, steps, offers, accepted,
                                     declined, feedback, cancellation, joined_into)
                    where t.id = n.id
                    """).text(changed -> changed.turn.id().value()).and(state(Function.identity()));

    private TurnRow() {}

    private static String status(Turn turn) {
        return switch (turn) {
            case Turn.Working working -> WORKING;
            case Turn.ForPerson forPerson -> FOR_PERSON;
            case Turn.Queued queued -> QUEUED;
            case Turn.Joined joined -> JOINED;
            case Turn.Waiting waiting -> WAITING;
            case Turn.Finished finished -> FINISHED;
            case Turn.Cancelled cancelled -> CANCELLED;
        };
    }

    private static @Nullable String outcome(Turn turn, Function<Turn.Outcome, @Nullable String> text) {
        return switch (turn) {
            case Turn.Replied replied -> text.apply(replied.outcome());
            case Turn.Cancelled cancelled -> text.apply(cancelled.outcome());
            case Turn.Working working -> null;
            case Turn.ForPerson forPerson -> null;
            case Turn.Queued queued -> null;
            case Turn.Joined joined -> null;
        };
    }

    static Turn read(ResultSet row) throws SQLException {
        Turn.Beginning beginning = new Turn.Beginning(
                new TurnId(row.getString("t_id")),
                new ConversationId(row.getString("t_conversation")),
                origin(Json.read(Columns.text(row, "t_origin"), StoredOrigin.class)),
                row.getLong("t_began_revision"),
                Database.time(row, "t_began_at"));
        List<Told> steps = Stream.of(Json.read(Columns.text(row, "t_steps"), StoredStep[].class))
                .map(StoredStep::told)
                .toList();
        String status = Columns.text(row, "t_status");
        return switch (status) {
            case WORKING ->
                new Turn.Working(
                        beginning, Objects.requireNonNull(row.getObject("t_routed_revision", Long.class)), steps);
            case WAITING -> new Turn.Waiting(beginning, steps, outcome(row));
            case FINISHED -> new Turn.Finished(beginning, steps, outcome(row));
            case FOR_PERSON -> new Turn.ForPerson(beginning);
            case QUEUED -> new Turn.Queued(beginning);
            case JOINED -> new Turn.Joined(beginning, new TurnId(Columns.text(row, "t_joined_into")));
            case CANCELLED ->
                new Turn.Cancelled(
                        beginning,
                        steps,
                        outcome(row),
                        Json.read(Columns.text(row, "t_cancellation"), Turn.Cancellation.class));
            default -> throw new IllegalStateException("a turn in no state: " + status);
        };
    }

    private static Turn.Outcome outcome(ResultSet row) throws SQLException {
        String feedback = row.getString("t_feedback");
        return new Turn.Outcome(
                List.of(Json.read(Columns.text(row, "t_offers"), Offer[].class)),
                Set.of(Json.read(Columns.text(row, "t_accepted"), String[].class)),
                Set.of(Json.read(Columns.text(row, "t_declined"), String[].class)),
                feedback == null ? null : Json.read(feedback, Feedback.class));
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
