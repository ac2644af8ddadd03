package io.aegis.orchestrator.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "line")
@IdClass(LineEntity.Place.class)
class LineEntity extends PanacheEntityBase {
    static final String CUSTOMER = "customer";
    static final String AEGIS = "aegis";
    static final String INTERVENTION = "intervention";
    static final String PERSON = "person";
    static final String TAKEN_OVER = "taken_over";
    static final String GIVEN_BACK = "given_back";

    record Place(String conversation, long revision) {}

    @Id
    String conversation;

    @Id
    long revision;

    String speaker;

    @Nullable
    String turn;

    /** The user who wrote it, of an intervention its id. */
    @Nullable
    String source;

    /** In which a person of the team wrote it. */
    @Nullable
    String role;

    @Column(name = "kept_back")
    boolean keptBack;

    String text;
    Instant at;
}
