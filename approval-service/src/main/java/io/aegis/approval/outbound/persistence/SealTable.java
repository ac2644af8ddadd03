package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.SealRepository;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class SealTable implements SealRepository {
    @Override
    public Optional<AuditSeal> last() {
        return AuditSealEntity.<AuditSealEntity>find("order by number desc")
                .firstResultOptional()
                .map(SealTable::read);
    }

    @Override
    public boolean waiting() {
        return AuditHeadEntity.<AuditHeadEntity>find("not sealed").range(0, 0).stream()
                .findFirst()
                .isPresent();
    }

    @Override
    public List<AuditChain.Head> unsealed(int most) {
        @SuppressWarnings("unchecked")
        List<Tuple> rows = entities()
                .createNativeQuery("""
                        select customer, position, hash from audit_head where not sealed
                        order by customer limit :most for update skip locked
                        """, Tuple.class)
                .setParameter("most", most)
                .getResultList();
        return rows.stream()
                .map(row -> new AuditChain.Head(
                        new CustomerId(row.get(0, String.class)),
                        row.get(1, Number.class).longValue(),
                        row.get(2, String.class)))
                .toList();
    }

    @Override
    public void add(AuditSeal seal, Instant at) {
        AuditSealEntity row = new AuditSealEntity();
        row.number = seal.number();
        row.at = at;
        row.content = seal.content();
        row.ends = Json.text(seal.ends());
        row.signature = seal.signature();
        row.persist();
        entities()
                .createNativeQuery("update audit_head set sealed = true where customer = any (:customers)")
                .setParameter(
                        "customers",
                        seal.ends().stream().map(end -> end.customer().value()).toArray(String[]::new))
                .executeUpdate();
    }

    @Override
    public List<AuditSeal> after(long number, @Nullable Instant from, int most) {
        return AuditSealEntity.<AuditSealEntity>find(
                        "number > ?1 and at >= ?2 order by number",
                        number,
                        Objects.requireNonNullElse(from, Instant.EPOCH))
                .range(0, most - 1)
                .stream()
                .map(SealTable::read)
                .toList();
    }

    private static AuditSeal read(AuditSealEntity row) {
        return new AuditSeal(
                row.number, row.content, List.of(Json.read(row.ends, AuditChain.Head[].class)), row.signature);
    }

    private static EntityManager entities() {
        return Panache.getEntityManager();
    }
}
