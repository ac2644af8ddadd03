package io.aegis.onboarding.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An API key, sealed. */
@Entity
@Table(name = "api_key")
public class ApiKeyEntity extends PanacheEntityBase {
    @Id
    public String id;

    public String action;
    public String customer;
    public String environment;
    public String hint;
    public byte[] sealed;

    @Column(name = "issued_at")
    public Instant issuedAt;
}
