package io.aegis.feedback.outbound;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.feedback.application.VerdictStore;
import io.aegis.feedback.application.Verdicts.Comment;
import io.aegis.feedback.application.Verdicts.Summary;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Verdicts in this agent's database. */
@ApplicationScoped
class VerdictRepository implements VerdictStore, PersonalRecords {
    private final Database database;

    VerdictRepository(Database database) {
        this.database = database;
    }

    @Override
    public void add(FeedbackGiven feedback, Instant at) {
        database.update(
                """
                insert into feedback (about, conversation, customer, thumbs, comment, given_at) values (?, ?, ?, ?, ?, ?)
                on conflict (about) do nothing
                """,
                feedback.about().value(),
                feedback.conversation().value(),
                feedback.customer().value(),
                feedback.thumbs().wireName(),
                feedback.comment(),
                at);
    }

    @Override
    public Summary summary(int comments) {
        List<Comment> latest = database.query("""
                select about, conversation, customer, thumbs, comment, given_at from feedback
                where comment is not null order by given_at desc, about limit ?
                """, VerdictRepository::comment, comments);
        return database.query(
                        "select count(*) filter (where thumbs = ?), count(*) filter (where thumbs = ?) from feedback",
                        row -> new Summary(row.getLong(1), row.getLong(2), latest),
                        Thumbs.UP.wireName(),
                        Thumbs.DOWN.wireName())
                .getFirst();
    }

    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update(
                "update feedback set comment = null where customer = ? and given_at <= ?", customer.value(), until);
        return true;
    }

    private static Comment comment(ResultSet row) throws SQLException {
        return new Comment(
                new TurnId(row.getString("about")),
                new ConversationId(row.getString("conversation")),
                new CustomerId(row.getString("customer")),
                Thumbs.of(row.getString("thumbs")),
                row.getString("comment"),
                Database.time(row, "given_at"));
    }
}
