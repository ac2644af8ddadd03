package io.aegis.agent.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "returned_release")
public class ReturnedReleaseEntity extends PanacheEntityBase {
    @Id
    public String action;

    public int number;
}
