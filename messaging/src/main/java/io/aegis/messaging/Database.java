package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Plain statements on the service's own data source. Inside a transaction they take part in it; outside, each one is its
 * own. Parameters may be what JDBC takes, an {@link Instant}, and arrays of texts, numbers, booleans, bytes and instants. A failure
 * says no more than the SQL state: what the database says may quote rows.
 */
@ApplicationScoped
public class Database {
    private final DataSource dataSource;

    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** @return how many rows the statement changed */
    public int update(String sql, @Nullable Object... parameters) {
        return with(sql, parameters, PreparedStatement::executeUpdate);
    }

    public <R> List<R> query(String sql, RowReader<R> reader, @Nullable Object... parameters) {
        return with(sql, parameters, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                List<R> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            }
        });
    }

    /** Writes rows as PostgreSQL's COPY takes them. */
    void copy(String sql, byte[] rows) {
        try (Connection connection = dataSource.getConnection()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new ByteArrayInputStream(rows));
        } catch (SQLException e) {
            throw isAway(e) ? new Unavailable(e) : new Refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parameters that are arrays become SQL arrays of the type that their class stands for. */
    private <R> R with(String sql, @Nullable Object[] parameters, Call<R> call) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, sqlValue(connection, parameters[i]));
            }
            return call.on(statement);
        } catch (SQLException e) {
            throw isAway(e) ? new Unavailable(e) : new Refused(e);
        }
    }

    /**
     * Whether a failure, of whatever layer, comes from a database that is away, full or without a free connection, so that
     * trying again later helps and nobody is to blame. A statement or its data at fault are none of these.
     */
    static boolean isAway(Throwable failure) {
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof Unavailable || next instanceof SQLException sql && isAway(sql.getSQLState())) {
                return true;
            }
            open.addAll(List.of(next.getSuppressed()));
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
        }
        return false;
    }

    /** Connection lost, resources short, shutting down or starting, a deadlock; the pool itself speaks without a state. */
    private static boolean isAway(@Nullable String state) {
        return state == null
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57");
    }

    /** A time that is there. */
    public static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Object sqlValue(Connection connection, @Nullable Object value) throws SQLException {
        return switch (value) {
            case String[] texts -> connection.createArrayOf("text", texts);
            case Long[] longs -> connection.createArrayOf("bigint", longs);
            case Integer[] integers -> connection.createArrayOf("integer", integers);
            case Short[] shorts -> connection.createArrayOf("smallint", shorts);
            case Boolean[] booleans -> connection.createArrayOf("boolean", booleans);
            case Float[] floats -> connection.createArrayOf("real", floats);
            case byte[][] bytes -> connection.createArrayOf("bytea", bytes);
            case @Nullable Instant[] instants ->
                connection.createArrayOf(
                        "timestamptz",
                        Stream.of(instants)
                                .map(instant -> instant == null ? null : instant.toString())
                                .toArray());
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case null, default -> value;
        };
    }

    /** Makes a value of the row that the result set stands at. */
    public interface RowReader<R> {
        R read(ResultSet row) throws SQLException;
    }

    private interface Call<R> {
        R on(PreparedStatement statement) throws SQLException;
    }

    /** The database is away. Whoever can wait retries; nobody acknowledges. */
    static final class Unavailable extends RuntimeException {
        Unavailable(SQLException cause) {
            super("database is away, state " + cause.getSQLState(), cause);
        }
    }

    /** The database answered, and said no: a constraint, a value it cannot hold, a wrong statement. */
    static final class Refused extends RuntimeException {
        private static final String UNIQUE_VIOLATION = "23505";

        private final boolean duplicate;

        Refused(SQLException cause) {
            super("database refused, state " + cause.getSQLState(), cause);
            duplicate = UNIQUE_VIOLATION.equals(cause.getSQLState());
        }

        /** True when a row of that key is there already. */
        boolean isDuplicate() {
            return duplicate;
        }
    }
}
