package io.aegis.agent.outbound;

import io.aegis.agent.application.PromptStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/** Prompts in this agent's database. */
@ApplicationScoped
class PromptRepository implements PromptStore {
    private final DataSource database;
    private final Clock clock;

    PromptRepository(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void keep(Kept prompt) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into prompt (hash, version, text, at) values (?, ?, ?, ?) on conflict (hash) do nothing")) {
            insert.setString(1, prompt.hash());
            insert.setString(2, prompt.version());
            insert.setString(3, prompt.text());
            insert.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the prompt cannot be kept, state " + e.getSQLState(), e);
        }
    }

    @Override
    public Optional<Kept> find(String hash) {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select hash, version, text from prompt where hash = ?")) {
            select.setString(1, hash);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Kept(rows.getString(1), rows.getString(2), rows.getString(3)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("prompts cannot be read, state " + e.getSQLState(), e);
        }
    }
}
