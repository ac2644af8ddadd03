package io.aegis.onboarding.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Something the built-in provider keeps a record of. */
@Entity
@Table(name = "provided")
public class ProvidedEntity extends PanacheEntityBase {
    @Id
    public String action;

    public String kind;
    public String customer;
    public String document;

    @Column(name = "made_at")
    public Instant madeAt;
}
