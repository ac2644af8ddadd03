package io.aegis.orchestrator.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Columns that nobody searches by are JSON. */
@Entity
@Table(name = "turn")
class TurnEntity extends PanacheEntityBase {
    static final String WORKING = "working";
    static final String WAITING = "waiting";
    static final String FINISHED = "finished";
    static final String CANCELLED = "cancelled";
    static final String FOR_PERSON = "for_person";
    static final String QUEUED = "queued";
    static final String JOINED = "joined";

    @Id
    String id;

    String conversation;
    String customer;

    @Column(name = "began_revision")
    long beganRevision;

    @Column(name = "changed_revision")
    long changedRevision;

    @Column(name = "began_at")
    Instant beganAt;

    /** When an agent was asked, by the conversation's revisions; absent before. */
    @Nullable
    @Column(name = "routed_revision")
    Long routedRevision;

    String status;
    String origin;
    String steps;

    @Nullable
    String offers;

    @Nullable
    String accepted;

    @Nullable
    String declined;

    @Nullable
    String feedback;

    @Nullable
    String cancellation;

    /** The turn that this one was taken together with. */
    @Nullable
    @Column(name = "joined_into")
    String joinedInto;

    /** The turn of the first of several requests in one message; absent for that one. */
    @Nullable
    String first;

    String requester;

    @Nullable
    @Column(name = "idempotency_key")
    String idempotencyKey;

    @Nullable
    @Column(name = "request_hash")
    String requestHash;
}
