package io.aegis.state.outbound.persistence;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many rows as the arrays that {@code unnest} makes rows of again: one round trip, however many there are. */
final class Columns {
    private Columns() {}

    static <T> void texts(PreparedStatement statement, int index, List<T> all, Function<T, @Nullable String> value)
            throws SQLException {
        set(statement, index, "text", all.stream().map(value).toArray(String[]::new));
    }

    static <T> void numbers(PreparedStatement statement, int index, List<T> all, Function<T, @Nullable Number> value)
            throws SQLException {
        set(
                statement,
                index,
                "bigint",
                all.stream()
                        .map(value)
                        .map(number -> number == null ? null : number.longValue())
                        .toArray(Long[]::new));
    }

    static <T> void fractions(PreparedStatement statement, int index, List<T> all, Function<T, @Nullable Double> value)
            throws SQLException {
        set(statement, index, "float8", all.stream().map(value).toArray(Double[]::new));
    }

    static <T> void times(PreparedStatement statement, int index, List<T> all, Function<T, Instant> value)
            throws SQLException {
        set(
                statement,
                index,
                "timestamptz",
                all.stream()
                        .map(value)
                        .map(time -> time.atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new));
    }

    static <T> void bytes(PreparedStatement statement, int index, List<T> all, Function<T, byte @Nullable []> value)
            throws SQLException {
        set(statement, index, "bytea", all.stream().map(value).toArray(byte[][]::new));
    }

    private static void set(PreparedStatement statement, int index, String type, @Nullable Object[] values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
