package io.aegis.state.outbound.persistence;

import io.aegis.state.domain.Customer;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

@Entity
@Table(name = "customer")
public class CustomerEntity extends PanacheEntityBase {
    @Id
    public String customer;

    public long version;
    public String name;
    public String tier;
    public String stage;
    public String health;

    @Convert(converter = CustomerJson.class)
    @ColumnTransformer(write = "?::jsonb")
    public Customer state;

    void hold(Customer next) {
        version = next.version();
        name = next.profile().name();
        tier = next.subscription().tier().wireName();
        stage = next.stage().wireName();
        health = next.health().level().wireName();
        state = next;
    }
}
