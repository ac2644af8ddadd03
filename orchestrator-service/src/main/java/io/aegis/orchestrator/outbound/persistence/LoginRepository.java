package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.PersonalRecords;
import io.aegis.orchestrator.application.LoginStore;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class LoginRepository implements LoginStore, PersonalRecords {
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
    public List<Login> of(CustomerId customer) {
        return entities.createQuery("from LoginEntity where customer = :customer order by name", LoginEntity.class)
                .setParameter("customer", customer.value())
                .getResultStream()
                .map(LoginRepository::login)
                .toList();
    }

    @Override
    public void remove(Login login) {
        entities.createQuery("delete from LoginEntity where name = :name")
                .setParameter("name", login.user().name())
                .executeUpdate();
    }

    @Override
    public void record(Entry entry) {
        LoginRecordEntity row = new LoginRecordEntity();
        row.at = entry.at();
        row.event = entry.event();
        row.aboutUser = entry.user();
        row.customer = entry.customer() == null ? null : entry.customer().value();
        row.byWhom = entry.by();
        entities.persist(row);
    }

    @Override
    public List<Entry> latest(int most) {
        return entities.createQuery("from LoginRecordEntity order by id desc", LoginRecordEntity.class)
                .setMaxResults(most)
                .getResultStream()
                .map(row -> new Entry(row.at, row.event, row.aboutUser, customer(row.customer), row.byWhom))
                .toList();
    }

    private static Login login(LoginEntity entity) {
        return new Login(
                entity.id,
                new User(entity.name, Set.of(entity.roles.split(" ")), customer(entity.customer)),
                entity.passwordHash,
                entity.demo);
    }

    private static @Nullable CustomerId customer(@Nullable String id) {
        return id == null ? null : new CustomerId(id);
    }

    /** What a customer's users did to log in. The users themselves end with their logins, as a use case. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        entities.createQuery("delete from LoginRecordEntity r where r.customer = :customer and r.at <= :until")
                .setParameter("customer", customer.value())
                .setParameter("until", until)
                .executeUpdate();
        return true;
    }

    @Override
    public void save(Login login) {
        LoginEntity entity = new LoginEntity();
        entity.name = login.user().name();
        entity.id = login.id();
        entity.passwordHash = login.passwordHash();
        entity.roles = String.join(" ", new TreeSet<>(login.user().roles()));
        entity.customer =
                login.user().customer() == null ? null : login.user().customer().value();
        entity.demo = login.demo();
        entities.merge(entity);
    }
}
