package io.aegis.agent.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One row, once the gate has stopped something for the first time. */
@Entity
@Table(name = "stopped")
public class StoppedEntity extends PanacheEntityBase {
    static final int ONLY = 1;

    @Id
    public int id;

    public long version;
    public String document;
}
