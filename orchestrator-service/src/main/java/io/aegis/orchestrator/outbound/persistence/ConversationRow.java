package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Database;
import io.aegis.messaging.Part;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.Summary;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table of conversations: c in statements, c_ before its columns in what they return. */
final class ConversationRow {
    static final String COLUMNS = """
            c.id as c_id, c.customer as c_customer, c.title as c_title, c.opened_at as c_opened_at, c.changed_at as c_changed_at,
            c.revision as c_revision, c.handoff as c_handoff, c.summary as c_summary, c.in_work as c_in_work, c.queued as c_queued,
            c.approach as c_approach, c.approach_seen as c_approach_seen
            """;

    static final Part<Conversation> SAVED = Part.<Conversation>of("""
                    insert into conversation (id, customer, title, opened_at, changed_at, revision, handoff, handoff_since, summary,
                                              in_work, queued, approach, approach_seen)
                    select * from {rows}
                    on conflict (id) do update
                    set title = excluded.title, changed_at = excluded.changed_at, revision = excluded.revision,
                        handoff = excluded.handoff, handoff_since = excluded.handoff_since, summary = excluded.summary,
                        in_work = excluded.in_work, queued = excluded.queued, approach = excluded.approach,
                        approach_seen = excluded.approach_seen
                    """)
            .text(conversation -> conversation.id().value())
            .text(conversation -> conversation.customer().value())
            .text(Conversation::title)
            .time(Conversation::openedAt)
            .time(Conversation::changedAt)
            .number(Conversation::revision)
            .text(conversation -> conversation.handoff() == null ? null : Json.text(conversation.handoff()))
            .time(conversation -> conversation.handoff() == null
                    ? null
                    : conversation.handoff().since())
            .text(conversation -> conversation.summary() == null ? null : Json.text(conversation.summary()))
            .text(conversation -> conversation.work() == null
                    ? null
                    : conversation.work().turn().value())
            .number(conversation ->
                    conversation.work() == null ? 0 : conversation.work().queued())
            .text(conversation -> conversation.approach() == null
                    ? null
                    : conversation.approach().intervention().value())
            .flag(conversation ->
                    conversation.approach() != null && conversation.approach().seen());

    private ConversationRow() {}

    static Conversation read(ResultSet row) throws SQLException {
        String handoff = row.getString("c_handoff");
        String summary = row.getString("c_summary");
        String inWork = row.getString("c_in_work");
        String approach = row.getString("c_approach");
        return new Conversation(
                new ConversationId(row.getString("c_id")),
                new CustomerId(row.getString("c_customer")),
                row.getString("c_title"),
                Database.time(row, "c_opened_at"),
                Database.time(row, "c_changed_at"),
                row.getLong("c_revision"),
                handoff == null ? null : Json.read(handoff, Handoff.class),
                summary == null ? null : Json.read(summary, Summary.class),
                inWork == null ? null : new Conversation.Work(new TurnId(inWork), row.getInt("c_queued")),
                approach == null
                        ? null
                        : new Conversation.Approach(new InterventionId(approach), row.getBoolean("c_approach_seen")));
    }
}
