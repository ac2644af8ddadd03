package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.PolicyRepository;
import io.aegis.contracts.Json;
import io.aegis.contracts.Stopped;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class PolicyTable implements PolicyRepository {
    @Override
    public Optional<Stored> find(String version) {
        return PolicyVersionEntity.<PolicyVersionEntity>findByIdOptional(version)
                .map(PolicyTable::read);
    }

    @Override
    public List<Stored> all() {
        return PolicyVersionEntity.<PolicyVersionEntity>find("order by at desc, version").stream()
                .map(PolicyTable::read)
                .toList();
    }

    @Override
    public void add(Stored policy) {
        PolicyVersionEntity row = new PolicyVersionEntity();
        row.version = policy.version();
        row.name = policy.name();
        row.text = policy.text();
        row.storedBy = policy.by();
        row.at = policy.at();
        row.persist();
    }

    @Override
    public InForce inForce() {
        // Columns, not the row: a session that has read it before would answer with what it remembers.
        Columns now = Panache.getEntityManager()
                .createQuery("select active, shadow, stopped from InForceEntity", Columns.class)
                .getSingleResult();
        return new InForce(now.active, now.shadow, Json.read(now.stopped, Stopped.class));
    }

    private record Columns(
            @Nullable String active, @Nullable String shadow, String stopped) {}

    @Override
    public void put(InForce next) {
        InForceEntity row = InForceEntity.findById(InForceEntity.ONLY);
        row.active = next.active();
        row.shadow = next.shadow();
        row.stopped = Json.text(next.stopped());
    }

    private static Stored read(PolicyVersionEntity row) {
        return new Stored(row.version, row.name, row.text, row.storedBy, row.at);
    }
}
