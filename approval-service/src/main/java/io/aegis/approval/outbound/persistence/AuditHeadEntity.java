package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

@Entity
@Immutable
@Table(name = "audit_head")
public class AuditHeadEntity extends PanacheEntityBase {
    @Id
    public String customer;

    public long position;
    public String hash;
    public boolean sealed;
}
