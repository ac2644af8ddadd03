package io.aegis.onboarding;

import io.aegis.messaging.Database;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database as ever, which also lists statements. */
@Mock
@Singleton
public class ListedDatabase extends Database {
    private final TransactionSynchronizationRegistry transactions;
    private final Map<Object, List<Statement>> statements = new LinkedHashMap<>();
    private final List<Statement> outside = new ArrayList<>();

    ListedDatabase(DataSource dataSource, TransactionSynchronizationRegistry transactions) {
        super(dataSource);
        this.transactions = transactions;
    }

    private record Statement(String sql, String parameters) {}

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
        Statement statement = new Statement(sql.strip(), Arrays.deepToString(parameters));
        if (QuarkusTransaction.isActive()) {
            statements
                    .computeIfAbsent(Objects.requireNonNull(transactions.getTransactionKey()), key -> new ArrayList<>())
                    .add(statement);
        } else {
            outside.add(statement);
        }
    }

    /** Of each transaction that named the customer, in the order of their beginnings. */
    synchronized List<List<String>> of(String customer) {
        return statements.values().stream()
                .filter(all -> all.stream().anyMatch(one -> one.parameters.contains(customer)))
                .map(all -> all.stream().map(Statement::sql).toList())
                .toList();
    }

    /** Outside of any transaction, with this among their parameters. */
    synchronized List<String> outside(String parameter) {
        return outside.stream()
                .filter(statement -> statement.parameters.contains(parameter))
                .map(Statement::sql)
                .toList();
    }
}
