package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One row. */
@Entity
@Table(name = "in_force")
public class InForceEntity extends PanacheEntityBase {
    static final int ONLY = 1;

    @Id
    public int id;

    public @Nullable String active;
    public @Nullable String shadow;
    public String stopped;
}
