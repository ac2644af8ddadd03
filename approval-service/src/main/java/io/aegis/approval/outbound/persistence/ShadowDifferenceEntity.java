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
@Table(name = "shadow_difference")
public class ShadowDifferenceEntity extends PanacheEntityBase {
    @EmbeddedId
    public Place place;

    public String customer;
    public String type;
    public String live;
    public String liveRule;
    public String shadow;
    public String shadowRule;
    public Instant at;

    @Embeddable
    public record Place(String action, String version) {}
}
