package io.aegis.query.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A question that the documentation does not answer. */
@Entity
@Table(name = "documentation_gap")
public class GapEntity extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String question;

    /** Whose words they are. */
    public String customer;

    @Column(columnDefinition = "real[]")
    public float[] vector;

    public long times;

    @Column(name = "first_asked")
    public Instant firstAsked;

    @Column(name = "last_asked")
    public Instant lastAsked;
}
