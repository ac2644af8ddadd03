package io.aegis.monitor.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "occasion")
public class OccasionEntity extends PanacheEntityBase {
    @Id
    public String id;

    public String customer;
    public String playbook;
    public int version;

    @ColumnTransformer(write = "?::jsonb")
    public String happening;

    public Instant dueAt;
    public String outcome;
    public Instant decidedAt;
    public String reason;
    public String variant;
    public String text;
    public @Nullable Instant seenAt;
    public @Nullable Instant actedAt;
    public @Nullable Instant closesAt;
    public @Nullable Instant closedAt;
    public @Nullable Instant goalAt;
}
