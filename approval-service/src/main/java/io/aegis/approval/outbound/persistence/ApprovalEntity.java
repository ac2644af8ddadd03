package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "approval")
public class ApprovalEntity extends PanacheEntityBase {
    @Id
    public String action;

    public String customer;
    public String proposed;
    public String correlation;
    public Instant proposedAt;
    public String state;
    public String rule;
    public String policyVersion;
    public String reason;
    public Instant deadline;
    public String decidedBy;
    public Instant decidedAt;
    public String decisionReason;
}
