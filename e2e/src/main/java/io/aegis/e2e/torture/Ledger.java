package io.aegis.e2e.torture;

import io.aegis.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** The service's own tables. Takes part in the transaction around it, if there is one. */
@ApplicationScoped
class Ledger {
    private final DataSource dataSource;

    Ledger(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void append(Numbered numbered) {
        execute(
                "insert into appended (customer, number) values (?, ?)",
                numbered.customer().value(),
                numbered.number());
    }

    void putOut(Numbered numbered) {
        execute(
                "insert into cursor_outbox (customer, number) values (?, ?)",
                numbered.customer().value(),
                numbered.number());
    }

    /** Some transactions take longer than others, which is when the broken variants err. */
    void dawdle(Numbered numbered) {
        if (numbered.number() % 3 == 0) {
            execute("select pg_sleep(0.03)");
        }
    }

    /** Sends what came after the remembered id and remembers the last one. */
    void relayBeyondCursor(BiConsumer<CustomerId, Integer> send) {
        long last = 0;
        for (Object[] row : select(
                "select id, customer, number from cursor_outbox where id > (select id from cursor_position) order by id")) {
            last = (Long) row[0];
            send.accept(new CustomerId((String) row[1]), (Integer) row[2]);
        }
        if (last > 0) {
            execute("update cursor_position set id = ?", last);
        }
    }

    /** The content of the oldest message that nobody has locked; locked and marked worked until the transaction ends. */
    List<byte[]> takeOne() {
        return select("""
                        update inbox set status = 1, done_at = now() where id = (
                            select id from inbox where status = 0 order by id limit 1 for update skip locked)
                        returning data
                        """).stream().map(row -> (byte[]) row[0]).toList();
    }

    private void execute(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Object[]> select(String sql) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<Object[]> read = new ArrayList<>();
            while (rows.next()) {
                Object[] row = new Object[rows.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getObject(i + 1);
                }
                read.add(row);
            }
            return read;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
