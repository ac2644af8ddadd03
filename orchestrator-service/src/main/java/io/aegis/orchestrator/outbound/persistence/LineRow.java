package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Database;
import io.aegis.messaging.Part;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Line;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of lines: l in statements, l_ before its columns in what they return.
 *
 * @param source the user who wrote it, of an intervention its id
 * @param role in which a person of the team wrote it
 */
record LineRow(
        String conversation,
        long revision,
        String speaker,
        @Nullable String turn,
        @Nullable String source,
        @Nullable String role,
        boolean keptBack,
        String text,
        Instant at) {
    static final String CUSTOMER = "customer";
    static final String AEGIS = "aegis";
    private static final String INTERVENTION = "intervention";
    private static final String PERSON = "person";
    private static final String TAKEN_OVER = "taken_over";
    private static final String GIVEN_BACK = "given_back";

    static final String COLUMNS = """
            l.conversation as l_conversation, l.revision as l_revision, l.speaker as l_speaker, l.turn as l_turn,
            l.source as l_source, l.role as l_role, l.kept_back as l_kept_back, l.text as l_text, l.at as l_at
            """;

    static final Part<LineRow> ADDED = Part.<LineRow>of("""
                    insert into line (conversation, revision, speaker, turn, source, role, kept_back, text, at)
                    select * from {rows}
                    """)
            .text(LineRow::conversation)
            .number(LineRow::revision)
            .text(LineRow::speaker)
            .text(LineRow::turn)
            .text(LineRow::source)
            .text(LineRow::role)
            .flag(LineRow::keptBack)
            .text(LineRow::text)
            .time(LineRow::at);

    static LineRow of(ConversationId conversation, Line line) {
        return of(conversation, line, line instanceof Line.KeptBack);
    }

    private static LineRow of(ConversationId conversation, Line line, boolean keptBack) {
        return switch (line) {
            case Line.Asked(var revision, var turn, var by, var text, var at) ->
                new LineRow(conversation.value(), revision, CUSTOMER, turn.value(), by, null, keptBack, text, at);
            case Line.Replied(var revision, var turn, var text, var at) ->
                new LineRow(conversation.value(), revision, AEGIS, turn.value(), null, null, keptBack, text, at);
            case Line.Intervened(var revision, var intervention, var text, var at) ->
                new LineRow(
                        conversation.value(),
                        revision,
                        INTERVENTION,
                        null,
                        intervention.value(),
                        null,
                        keptBack,
                        text,
                        at);
            case Line.Person(var revision, var turn, var by, var role, var text, var at) ->
                new LineRow(conversation.value(), revision, PERSON, turn.value(), by, role, keptBack, text, at);
            case Line.TakenOver(var revision, var by, var role, var reason, var at) ->
                new LineRow(conversation.value(), revision, TAKEN_OVER, null, by, role, keptBack, line.text(), at);
            case Line.GivenBack(var revision, var by, var role, var text, var at) ->
                new LineRow(conversation.value(), revision, GIVEN_BACK, null, by, role, keptBack, text, at);
            case Line.KeptBack(var said) -> of(conversation, said, true);
        };
    }

    static LineRow read(ResultSet row) throws SQLException {
        return new LineRow(
                Columns.text(row, "l_conversation"),
                row.getLong("l_revision"),
                Columns.text(row, "l_speaker"),
                row.getString("l_turn"),
                row.getString("l_source"),
                row.getString("l_role"),
                row.getBoolean("l_kept_back"),
                Columns.text(row, "l_text"),
                Database.time(row, "l_at"));
    }

    Line line() {
        return keptBack ? new Line.KeptBack(said()) : said();
    }

    private Line said() {
        return switch (speaker) {
            case CUSTOMER -> asked();
            case AEGIS -> replied();
            case INTERVENTION -> new Line.Intervened(revision, new InterventionId(by()), text, at);
            case PERSON -> new Line.Person(revision, ofTurn(), by(), inRole(), text, at);
            case TAKEN_OVER ->
                new Line.TakenOver(
                        revision, by(), inRole(), Handoff.Reason.find(text).orElseThrow(), at);
            case GIVEN_BACK -> new Line.GivenBack(revision, by(), inRole(), text, at);
            default -> throw new IllegalStateException("a line of nobody: " + speaker);
        };
    }

    Line.Asked asked() {
        return new Line.Asked(revision, ofTurn(), by(), text, at);
    }

    Line.Replied replied() {
        return new Line.Replied(revision, ofTurn(), text, at);
    }

    private TurnId ofTurn() {
        return new TurnId(Objects.requireNonNull(turn));
    }

    private String by() {
        return Objects.requireNonNull(source);
    }

    private String inRole() {
        return Objects.requireNonNull(role);
    }
}
