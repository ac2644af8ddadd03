package io.aegis.approval.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "customer_known")
public class CustomerKnownEntity extends PanacheEntityBase {
    @Id
    public String customer;

    public long version;
    public String known;
}
