package io.aegis.agent.outbound;

import io.aegis.agent.application.Drafts;
import io.aegis.agent.domain.Run;
import io.aegis.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Drafts in this agent's database, one statement each: outside a transaction that is a commit of its own. */
@ApplicationScoped
class DraftRepository implements Drafts {
    private final DataSource database;

    DraftRepository(DataSource database) {
        this.database = database;
    }

    /**
     * What was saved for good goes first: a turn that is told twice, or was cancelled, finds its run there. A draft that does
     * not go on from the run as it is, left by a replica that lost its lane, counts for nothing.
     */
    @Override
    public Run latest(Run run) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        select document, 1 as place from run where id = ?
                        union all
                        select document, 2 from run_draft where id = ?
                        order by place
                        """)) {
            select.setString(1, run.id().value());
            select.setString(2, run.id().value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Run kept = Json.read(rows.getString(1), Run.class);
                    if (kept.continues(run)) {
                        return kept;
                    }
                }
                return run;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("drafts cannot be read, state " + e.getSQLState(), e);
        }
    }

    @Override
    public void keep(Run run) {
        update(
                "insert into run_draft (document, id) values (?, ?) on conflict (id) do update set document = excluded.document",
                Json.text(run),
                run.id().value());
    }

    /** Inside the transaction that saves the run. */
    void drop(Run run) {
        update("delete from run_draft where id = ?", run.id().value());
    }

    private void update(String sql, String... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("drafts cannot be written, state " + e.getSQLState(), e);
        }
    }
}
