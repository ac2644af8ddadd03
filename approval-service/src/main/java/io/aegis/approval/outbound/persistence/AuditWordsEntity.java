package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

@Entity
@Immutable
@Table(name = "audit_words")
public class AuditWordsEntity extends PanacheEntityBase {
    @EmbeddedId
    public AuditRecordEntity.Place place;

    public String salt;
    public String words;
}
