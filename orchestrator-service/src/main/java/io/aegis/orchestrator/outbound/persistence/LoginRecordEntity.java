package io.aegis.orchestrator.outbound.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "login_record")
class LoginRecordEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    Instant at;

    String event;

    @Nullable
    @Column(name = "about_user")
    String aboutUser;

    @Nullable
    String customer;

    @Column(name = "by_whom")
    String byWhom;
}
