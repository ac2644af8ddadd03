package io.aegis.orchestrator.application;

import io.aegis.orchestrator.domain.User;
import java.util.Optional;

/** Who may log in. Called inside a transaction. */
public interface LoginStore {
    Optional<Login> find(String name);

    /** Adds or replaces. */
    void save(Login login);

    /** @param passwordHash bcrypt, in modular crypt format */
    record Login(User user, String passwordHash) {}
}
