package io.aegis.orchestrator;

import io.aegis.messaging.Database;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database as ever, which also lists its statements. */
@Mock
@Singleton
public class ListedDatabase extends Database {
    private final TransactionSynchronizationRegistry transactions;
    private final List<Statement> statements = new ArrayList<>();

    ListedDatabase(DataSource dataSource, TransactionSynchronizationRegistry transactions) {
        super(dataSource);
        this.transactions = transactions;
    }

    /** @param transaction absent for a statement by itself */
    private record Statement(@Nullable Object transaction, String sql, String parameters) {}

    @Override
    public int update(String sql, @Nullable Object... parameters) {
        list(sql, parameters);
        return super.update(sql, parameters);
    }

    @Override
    public <R> List<R> query(String sql, RowReader<R> reader, @Nullable Object... parameters) {
        list(sql, parameters);
        return super.query(sql, reader, parameters);
    }

    private synchronized void list(String sql, @Nullable Object... parameters) {
        statements.add(new Statement(transactions.getTransactionKey(), sql.strip(), Arrays.deepToString(parameters)));
    }

    /** What was asked by itself, and names this. */
    synchronized List<String> alone(String named) {
        return statements.stream()
                .filter(one -> one.transaction == null && one.parameters.contains(named))
                .map(Statement::sql)
                .toList();
    }

    /** Of each transaction that named this, in the order in which they did. */
    synchronized List<List<String>> together(String named) {
        return statements.stream()
                .filter(one -> one.parameters.contains(named))
                .map(Statement::transaction)
                .filter(Objects::nonNull)
                .distinct()
                .map(this::of)
                .toList();
    }

    private List<String> of(Object transaction) {
        return statements.stream()
                .filter(one -> transaction.equals(one.transaction))
                .map(Statement::sql)
                .toList();
    }
}
