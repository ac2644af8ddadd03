package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.monitor.application.OccasionStore;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class OccasionRepository implements OccasionStore {
    /** The customer's lock is held, so nobody adds the same between the look and the insert. */
    @Override
    public boolean add(Occasion occasion) {
        if (OccasionEntity.findByIdOptional(occasion.id().value()).isPresent()) {
            return false;
        }
        OccasionEntity row = new OccasionEntity();
        row.id = occasion.id().value();
        row.customer = occasion.customer().value();
        row.playbook = occasion.playbook();
        row.happening = Json.text(occasion.happening());
        row.dueAt = occasion.due();
        row.outcome = OccasionEntity.WAITING;
        row.persist();
        return true;
    }

    @Override
    public List<Occasion> waiting(CustomerId customer) {
        return OccasionEntity.<OccasionEntity>list(
                        "customer = ?1 and outcome = 'waiting' order by dueAt, id", customer.value())
                .stream()
                .map(OccasionRepository::read)
                .toList();
    }

    @Override
    public Optional<Occasion> findWaiting(InterventionId id) {
        return OccasionEntity.<OccasionEntity>findByIdOptional(id.value())
                .filter(row -> row.outcome.equals(OccasionEntity.WAITING))
                .map(OccasionRepository::read);
    }

    @Override
    public Optional<Instant> lastRaised(CustomerId customer, String playbook) {
        return OccasionEntity.<OccasionEntity>find(
                        "customer = ?1 and playbook = ?2 and outcome = 'raised' order by decidedAt desc",
                        customer.value(),
                        playbook)
                .firstResultOptional()
                .map(row -> row.decidedAt);
    }

    @Override
    public void decide(InterventionId id, Verdict verdict, Instant at) {
        OccasionEntity row = OccasionEntity.findById(id.value());
        row.decidedAt = at;
        row.reason = verdict.reason();
        switch (verdict) {
            case Verdict.Raise raise -> {
                row.outcome = OccasionEntity.RAISED;
                row.text = raise.text();
            }
            case Verdict.Pass pass -> row.outcome = OccasionEntity.PASSED;
        }
    }

    @Override
    public List<Raised> raised(@Nullable CustomerId customer, int limit) {
        String newestFirst = " order by decidedAt desc, id";
        return (customer == null
                        ? OccasionEntity.<OccasionEntity>find("outcome = 'raised'" + newestFirst)
                        : OccasionEntity.<OccasionEntity>find(
                                "outcome = 'raised' and customer = ?1" + newestFirst, customer.value()))
                .page(0, limit).stream()
                        .map(row -> new Raised(
                                new InterventionId(row.id),
                                new CustomerId(row.customer),
                                row.playbook,
                                row.decidedAt,
                                row.text,
                                row.reason))
                        .toList();
    }

    private static Occasion read(OccasionEntity row) {
        return new Occasion(
                new InterventionId(row.id),
                new CustomerId(row.customer),
                row.playbook,
                Json.read(row.happening, Happening.class),
                row.dueAt);
    }
}
