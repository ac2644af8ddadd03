package io.aegis.feedback.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A verdict on a reply. */
@Entity
@Table(name = "feedback")
public class FeedbackEntity extends PanacheEntityBase {
    @Id
    public String about;

    public String conversation;
    public String customer;
    public String thumbs;
    public @Nullable String comment;

    @Column(name = "given_at")
    public Instant givenAt;
}
