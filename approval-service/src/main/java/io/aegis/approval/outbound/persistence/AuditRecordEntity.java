package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

@Entity
@Immutable
@Table(name = "audit_record")
public class AuditRecordEntity extends PanacheEntityBase {
    @EmbeddedId
    public Place place;

    public String action;
    public String verdict;
    public Instant at;
    public String previous;
    public String record;
    public String hash;

    @Embeddable
    public record Place(String customer, long position) {}
}
