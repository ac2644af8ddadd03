package io.aegis.orchestrator.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
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

    record Place(String conversation, long revision) {}

    @Id
    String conversation;

    @Id
    long revision;

    String speaker;

    @Nullable
    String turn;

    /** Of a customer's line the user who wrote it, of an intervention its id. */
    @Nullable
    String source;

    String text;
    Instant at;
}
