package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerFact;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of the timeline, as it is read; {@link CustomerRows} writes it. */
@Entity
@Immutable
@Table(name = "fact")
public class FactEntity extends PanacheEntityBase {
    @Id
    public Long id;

    public String customer;
    public long version;

    /** The wire name of the fact, for those who read the table. */
    public String fact;

    @Convert(converter = FactJson.class)
    public CustomerFact data;

    /** The whole fact, when something in it is personal; {@link #data} is the rest then. */
    public byte[] sealed;

    /** The generation of the customer's key. */
    @Column(name = "sealed_by")
    public Integer sealedBy;

    @Column(name = "happened_at")
    public Instant happenedAt;

    @Column(name = "known_at")
    public Instant knownAt;

    public String source;

    @Column(name = "event_id")
    public String eventId;

    public String correlation;
}
