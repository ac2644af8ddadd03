package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

@Entity
@Immutable
@Table(name = "policy_version")
public class PolicyVersionEntity extends PanacheEntityBase {
    @Id
    public String version;

    public String name;
    public String text;
    public String storedBy;
    public Instant at;
}
