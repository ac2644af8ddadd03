package io.aegis.query.outbound;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A ticket of the built-in store. */
@Entity
@Table(name = "ticket")
public class TicketEntity extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long number;

    public String action;
    public String customer;
    public String conversation;
    public String subject;
    public String body;
    public String priority;

    @Column(name = "opened_at")
    public Instant openedAt;
}
