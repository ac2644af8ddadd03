package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerSnapshot;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Words;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "customer")
public class CustomerEntity extends PanacheEntityBase {
    @Id
    public String customer;

    public long version;
    public String name;
    public String email;
    public String tier;
    public String plan;
    public String stage;
    public String health;
    public int score;

    /** See {@link Words}. */
    public String words;

    @Column(name = "name_key")
    public String nameKey;

    /** When the last of it came to be known. */
    @Column(name = "known_at")
    public Instant knownAt;

    /** The probability of churn that others were told last. */
    @Column(name = "churn_told")
    public @Nullable Double churnTold;

    @Convert(converter = CustomerJson.class)
    @ColumnTransformer(write = "?::jsonb")
    public Customer state;

    void hold(Customer next, Instant known) {
        CustomerSnapshot snapshot = next.snapshot();
        version = next.version();
        name = snapshot.name();
        email = snapshot.email();
        tier = snapshot.tier().wireName();
        plan = snapshot.plan();
        stage = snapshot.stage().wireName();
        health = snapshot.health().level().wireName();
        score = snapshot.health().score();
        words = Words.line(next.id().value(), name, email);
        nameKey = Words.key(name);
        knownAt = known;
        state = next;
    }
}
