package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.LoginStore;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

@ApplicationScoped
class LoginRepository implements LoginStore {
    private final EntityManager entities;

    LoginRepository(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public Optional<Login> find(String name) {
        return Optional.ofNullable(entities.find(LoginEntity.class, name))
                .map(entity -> new Login(
                        new User(
                                entity.name,
                                Set.of(entity.roles.split(" ")),
                                entity.customer == null ? null : new CustomerId(entity.customer)),
                        entity.passwordHash));
    }

    @Override
    public void save(Login login) {
        LoginEntity entity = new LoginEntity();
        entity.name = login.user().name();
        entity.passwordHash = login.passwordHash();
        entity.roles = String.join(" ", new TreeSet<>(login.user().roles()));
        entity.customer =
                login.user().customer() == null ? null : login.user().customer().value();
        entities.merge(entity);
    }
}
