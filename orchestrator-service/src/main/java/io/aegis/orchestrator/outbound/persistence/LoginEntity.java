package io.aegis.orchestrator.outbound.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "login")
class LoginEntity {
    @Id
    String name;

    String id;

    @Column(name = "password_hash")
    String passwordHash;

    String roles;

    @Nullable
    String customer;

    boolean demo;
}
