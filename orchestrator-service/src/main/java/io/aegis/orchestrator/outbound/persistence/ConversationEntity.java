package io.aegis.orchestrator.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "conversation")
class ConversationEntity extends PanacheEntityBase {
    @Id
    String id;

    String customer;

    @Nullable
    String title;

    @Column(name = "opened_at")
    Instant openedAt;

    @Column(name = "changed_at")
    Instant changedAt;

    long revision;

    /** JSON. */
    @Nullable
    String handoff;

    /** What the waiting are found by. */
    @Nullable
    @Column(name = "handoff_since")
    Instant handoffSince;

    /** JSON. */
    @Nullable
    String summary;

    @Nullable
    @Column(name = "in_work")
    String inWork;

    int queued;

    /** The latest intervention that has no answer. */
    @Nullable
    String approach;

    @Column(name = "approach_seen")
    boolean approachSeen;
}
