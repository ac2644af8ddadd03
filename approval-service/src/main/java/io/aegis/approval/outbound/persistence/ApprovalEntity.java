package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "approval")
public class ApprovalEntity extends PanacheEntityBase {
    @Id
    public String action;

    public String customer;
    public String type;
    public String agent;
    public String proposed;
    public String correlation;
    public Instant proposedAt;
    public String basis;
    public String state;
    public String rule;
    public String policyVersion;
    public String reason;
    public Instant deadline;
    public String approvers;
    public String human;
    public String runs;
    public int releases;
    public @Nullable String decidedBy;
    public @Nullable Instant decidedAt;
    public @Nullable String decisionReason;
    public @Nullable String outcome;
}
