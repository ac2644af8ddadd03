package io.aegis.approval.outbound.persistence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.application.Books;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Approvers;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.State;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.messaging.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** An action as a row of the table approval. */
final class ApprovalRow {
    /** What {@link #read} needs, of a table called a. */
    static final String COLUMNS = """
            a.action, a.proposed, a.correlation, a.proposed_at, a.basis, a.state, a.rule, a.policy_version, a.reason,
            a.deadline, a.approvers, a.human, a.runs, a.releases, a.decided_by, a.decided_at, a.decision_reason, a.outcome
            """;

    private ApprovalRow() {}

    static Books.Entry entry(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Books.Entry(read(row), outcome == null ? null : Json.read(outcome, Outcome.class));
    }

    static Approval.Ruled read(ResultSet row) throws SQLException {
        ProposedAction action = Json.read(row.getString("proposed"), ProposedAction.class);
        Approval.Proposed proposed = new Approval.Proposed(
                action,
                row.getString("correlation"),
                Database.time(row, "proposed_at"),
                Json.read(row.getString("basis"), Basis.class),
                row.getInt("releases"));
        State state = State.find(row.getString("state")).orElseThrow();
        if (state == State.HELD) {
            return new Approval.Held(proposed, hold(row), Json.read(row.getString("human"), Approval.Human.class));
        }
        Approval.Closing closing = new Approval.Closing(
                row.getString("decided_by"), Database.time(row, "decided_at"), row.getString("decision_reason"));
        return switch (state) {
            case HELD -> throw new IllegalStateException("read above");
            case RELEASED ->
                new Approval.Released(
                        proposed,
                        row.getObject("deadline") == null
                                ? new Ruling.Release(
                                        row.getString("rule"), row.getString("policy_version"), row.getString("reason"))
                                : hold(row),
                        closing,
                        edited(row, action));
            case DENIED ->
                new Approval.Denied(
                        proposed,
                        new Ruling.Deny(
                                row.getString("rule"), row.getString("policy_version"), row.getString("reason")),
                        closing);
            case REJECTED -> new Approval.Rejected(proposed, hold(row), closing);
            case EXPIRED -> new Approval.Expired(proposed, hold(row), closing);
        };
    }

    private static @Nullable ObjectNode edited(ResultSet row, ProposedAction action) throws SQLException {
        ObjectNode runs = Json.read(row.getString("runs"), ObjectNode.class);
        return runs.equals(action.arguments()) ? null : runs;
    }

    private static Ruling.Hold hold(ResultSet row) throws SQLException {
        return new Ruling.Hold(
                row.getString("rule"),
                row.getString("policy_version"),
                row.getString("reason"),
                Database.time(row, "deadline"),
                Json.read(row.getString("approvers"), Approvers.class));
    }
}
