package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.LoginStore;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
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
        return Optional.ofNullable(entities.find(LoginEntity.class, name)).map(LoginRepository::login);
    }

    @Override
    public List<Login> all() {
        return entities.createQuery("from LoginEntity order by name", LoginEntity.class)
                .getResultStream()
                .map(LoginRepository::login)
                .toList();
    }

    @Override
    public boolean remove(String name) {
        return entities.createQuery("delete from LoginEntity where name = :name")
                        .setParameter("name", name)
                        .executeUpdate()
                > 0;
    }

    @Override
    public void removeDemo() {
        entities.createQuery("delete from LoginEntity where demo").executeUpdate();
    }

    @Override
    public void record(Entry entry) {
        LoginRecordEntity row = new LoginRecordEntity();
        row.at = entry.at();
        row.event = entry.event();
        row.aboutUser = entry.user();
        row.byWhom = entry.by();
        entities.persist(row);
    }

    @Override
    public List<Entry> latest(int most) {
        return entities.createQuery("from LoginRecordEntity order by id desc", LoginRecordEntity.class)
                .setMaxResults(most)
                .getResultStream()
                .map(row -> new Entry(row.at, row.event, row.aboutUser, row.byWhom))
                .toList();
    }

    private static Login login(LoginEntity entity) {
        return new Login(
                new User(
                        entity.name,
                        Set.of(entity.roles.split(" ")),
                        entity.customer == null ? null : new CustomerId(entity.customer)),
                entity.passwordHash,
                entity.demo);
    }

    @Override
    public void save(Login login) {
        LoginEntity entity = new LoginEntity();
        entity.name = login.user().name();
        entity.passwordHash = login.passwordHash();
        entity.roles = String.join(" ", new TreeSet<>(login.user().roles()));
        entity.customer =
                login.user().customer() == null ? null : login.user().customer().value();
        entity.demo = login.demo();
        entities.merge(entity);
    }
}
