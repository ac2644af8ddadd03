package io.aegis.agent.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A run as a row. */
@Entity
@Table(name = "run")
public class RunEntity extends PanacheEntityBase {
    @Id
    public String id;

    public String customer;
    public String turn;
    public boolean finished;
    public String document;

    @Column(name = "began_at")
    public Instant beganAt;

    @Column(name = "updated_at")
    public Instant updatedAt;
}
