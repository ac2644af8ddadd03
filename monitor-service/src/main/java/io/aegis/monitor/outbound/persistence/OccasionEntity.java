package io.aegis.monitor.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;

@Entity
@Table(name = "occasion")
public class OccasionEntity extends PanacheEntityBase {
    static final String WAITING = "waiting";
    static final String RAISED = "raised";
    static final String PASSED = "passed";

    @Id
    public String id;

    public String customer;
    public String playbook;

    @ColumnTransformer(write = "?::jsonb")
    public String happening;

    public Instant dueAt;
    public String outcome;
    public Instant decidedAt;
    public String reason;
    public String text;
}
