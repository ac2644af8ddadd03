package io.aegis.messaging;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to one table for any number of values: each column goes to the database as one array. Several of them
 * are written as one statement by {@link Parts}.
 *
 * @param <T> the values, of which each stands for a row
 */
public final class Part<T> {
    /** Stands in the SQL for the rows that the columns make. */
    private static final String ROWS = "{rows}";

    private final String sql;
    private final List<Column<T>> columns;
    private final String statement;

    private record Column<T>(String type, Function<Collection<T>, Object> values) {}

    private Part(String sql, List<Column<T>> columns) {
        this.sql = sql;
        this.columns = columns;
        this.statement = sql.replace(
                ROWS,
                columns.stream()
                        .map(column -> "?::" + column.type + "[]")
                        .collect(Collectors.joining(", ", "unnest(", ")")));
    }

    /** @param sql a statement with {rows} where its rows come from; columns follow in the order of that */
    public static <T> Part<T> of(String sql) {
        return new Part<>(sql, List.of());
    }

    public Part<T> text(Function<T, @Nullable String> value) {
        return with(new Column<>("text", all -> all.stream().map(value).toArray(String[]::new)));
    }

    public Part<T> number(ToLongFunction<T> value) {
        return with(new Column<>(
                "bigint", all -> all.stream().mapToLong(value).boxed().toArray(Long[]::new)));
    }

    public Part<T> numberOrNull(Function<T, @Nullable Long> value) {
        return with(new Column<>("bigint", all -> all.stream().map(value).toArray(Long[]::new)));
    }

    public Part<T> flag(Predicate<T> value) {
        return with(new Column<>("boolean", all -> all.stream().map(value::test).toArray(Boolean[]::new)));
    }

    public Part<T> bytes(Function<T, byte @Nullable []> value) {
        return with(new Column<>("bytea", all -> all.stream().map(value).toArray(byte[][]::new)));
    }

    public Part<T> time(Function<T, @Nullable Instant> value) {
        return with(new Column<>("timestamptz", all -> all.stream().map(value).toArray(Instant[]::new)));
    }

    /** The same with the columns of another behind its own. */
    public Part<T> and(Part<T> more) {
        List<Column<T>> all = new ArrayList<>(columns);
        all.addAll(more.columns);
        return new Part<>(sql, all);
    }

    private Part<T> with(Column<T> column) {
        return and(new Part<>("", List.of(column)));
    }

    String sql() {
        return statement;
    }

    List<Object> parameters(Collection<T> values) {
        return columns.stream().map(column -> column.values.apply(values)).toList();
    }
}
