package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

@Entity
@Immutable
@Table(name = "audit_seal")
public class AuditSealEntity extends PanacheEntityBase {
    @Id
    public long number;

    public Instant at;
    public String content;
    public String ends;
    public String signature;
}
