package io.aegis.local.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a service's database was asked, by transaction, for tests that count it. Thread-safe. */
public final class Statements {
    private final Supplier<@Nullable Object> transaction;
    private final List<Statement> all = new ArrayList<>();
    private final Map<Object, List<String>> byTransaction = new HashMap<>();

    /** @param transaction the caller's, by which it is told from others; null where there is none */
    public Statements(Supplier<@Nullable Object> transaction) {
        this.transaction = transaction;
    }

    /** @param transaction absent for a statement by itself */
    private record Statement(@Nullable Object transaction, String sql, String parameters) {}

    /** Call on the thread of the transaction. */
    public synchronized void add(String sql, @Nullable Object... parameters) {
        Statement statement = new Statement(transaction.get(), sql.strip(), Arrays.deepToString(parameters));
        all.add(statement);
        if (statement.transaction != null) {
            byTransaction
                    .computeIfAbsent(statement.transaction, first -> new ArrayList<>())
                    .add(statement.sql);
        }
    }

    /** What was asked by itself, and has this among its parameters. */
    public synchronized List<String> alone(String named) {
        return all.stream()
                .filter(one -> one.transaction == null && one.parameters.contains(named))
                .map(Statement::sql)
                .toList();
    }

    /** Of each transaction that has this among its parameters, all statements; in the order in which they first named it. */
    public synchronized List<List<String>> together(String named) {
        return all.stream()
                .filter(one -> one.parameters.contains(named))
                .map(Statement::transaction)
                .filter(Objects::nonNull)
                .distinct()
                .map(one -> List.copyOf(Objects.requireNonNull(byTransaction.get(one))))
                .toList();
    }
}
