package io.aegis.onboarding;

import io.aegis.local.testing.Statements;
import io.aegis.messaging.Database;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database as ever, which also lists its statements. */
@Mock
@Singleton
public class ListedDatabase extends Database {
    private final Statements statements;

    ListedDatabase(DataSource dataSource, TransactionSynchronizationRegistry transactions) {
        super(dataSource);
        statements = new Statements(transactions::getTransactionKey);
    }

    Statements statements() {
        return statements;
    }

    @Override
    public int update(String sql, @Nullable Object... parameters) {
        statements.add(sql, parameters);
        return super.update(sql, parameters);
    }

    @Override
    public <R> List<R> query(String sql, RowReader<R> reader, @Nullable Object... parameters) {
        statements.add(sql, parameters);
        return super.query(sql, reader, parameters);
    }
}
