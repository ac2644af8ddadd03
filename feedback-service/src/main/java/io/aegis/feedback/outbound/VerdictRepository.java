package io.aegis.feedback.outbound;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.feedback.application.VerdictStore;
import io.aegis.feedback.application.Verdicts.Comment;
import io.aegis.feedback.application.Verdicts.Summary;
import io.aegis.messaging.PersonalRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;

/** Verdicts in this agent's database. */
@ApplicationScoped
class VerdictRepository implements VerdictStore, PersonalRecords {
    @Override
    public void add(FeedbackGiven feedback, Instant at) {
        if (FeedbackEntity.findById(feedback.about().value()) != null) {
            return;
        }
        FeedbackEntity row = new FeedbackEntity();
        row.about = feedback.about().value();
        row.conversation = feedback.conversation().value();
        row.customer = feedback.customer().value();
        row.thumbs = feedback.thumbs().wireName();
        row.comment = feedback.comment();
        row.givenAt = at;
        row.persist();
    }

    @Override
    public Summary summary(int comments) {
        return new Summary(
                FeedbackEntity.count("thumbs", Thumbs.UP.wireName()),
                FeedbackEntity.count("thumbs", Thumbs.DOWN.wireName()),
                FeedbackEntity.<FeedbackEntity>find("comment is not null order by givenAt desc, about")
                        .page(0, comments)
                        .stream()
                        .map(VerdictRepository::comment)
                        .toList());
    }

    @Override
    public boolean forget(CustomerId customer, Instant until) {
        FeedbackEntity.update("comment = null where customer = ?1 and givenAt <= ?2", customer.value(), until);
        return true;
    }

    private static Comment comment(FeedbackEntity row) {
        return new Comment(
                new TurnId(row.about),
                new ConversationId(row.conversation),
                new CustomerId(row.customer),
                Thumbs.of(row.thumbs),
                Objects.requireNonNull(row.comment),
                row.givenAt);
    }
}
