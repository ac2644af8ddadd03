package io.aegis.monitor.outbound.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;

@Entity
@Table(name = "watch")
public class WatchEntity extends PanacheEntityBase {
    @Id
    public String customer;

    public long version;

    @ColumnTransformer(write = "?::jsonb")
    public String snapshot;

    public long erased;
}
