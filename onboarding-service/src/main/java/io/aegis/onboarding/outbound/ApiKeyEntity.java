package io.aegis.onboarding.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key: sealed as long as it may be shown, and its hash. */
@Entity
@Table(name = "api_key")
public class ApiKeyEntity extends PanacheEntityBase {
    @Id
    public String id;

    public String action;
    public String customer;
    public String environment;
    public String hint;
    public String hash;
    public byte @Nullable [] sealed;

    @Column(name = "issued_at")
    public Instant issuedAt;

    @Nullable
    @Column(name = "shown_at")
    public Instant shownAt;
}
