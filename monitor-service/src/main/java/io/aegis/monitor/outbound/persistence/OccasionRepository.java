package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.Json;
import io.aegis.messaging.PersonalRecords;
import io.aegis.monitor.application.OccasionStore;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Verdict;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class OccasionRepository implements OccasionStore, PersonalRecords {
    private final Session session;

    OccasionRepository(Session session) {
        this.session = session;
    }

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
        row.version = occasion.version();
        row.happening = Json.text(occasion.happening());
        row.dueAt = occasion.due();
        row.outcome = "waiting";
        row.persist();
        return true;
    }

    @Override
    public List<Occasion> open(CustomerId customer) {
        return OccasionEntity.<OccasionEntity>list(
                        "customer = ?1 and outcome in ('waiting', 'held') order by dueAt, id", customer.value())
                .stream()
                .map(OccasionRepository::read)
                .toList();
    }

    @Override
    public Optional<Instant> approached(CustomerId customer, String playbook) {
        return OccasionEntity.<OccasionEntity>find(
                        "customer = ?1 and playbook = ?2 and outcome in ('raised', 'held_out') order by decidedAt desc",
                        customer.value(),
                        playbook)
                .firstResultOptional()
                .map(row -> row.decidedAt);
    }

    @Override
    public void decide(InterventionId id, Verdict verdict, Instant at, @Nullable Instant closes) {
        OccasionEntity row = OccasionEntity.findById(id.value());
        row.decidedAt = at;
        row.closesAt = closes;
        row.reason = verdict.reason();
        row.outcome = switch (verdict) {
            case Verdict.Raise raise -> {
                row.variant = raise.variant();
                row.text = raise.text();
                yield "raised";
            }
            case Verdict.HoldOut holdOut -> "held_out";
            case Verdict.Postpone postpone -> "held";
            case Verdict.Suppress suppress -> "suppressed";
            case Verdict.Pass pass -> "passed";
        };
    }

    @Override
    public List<Measured> measured(CustomerId customer) {
        return OccasionEntity.<OccasionEntity>list(
                        "customer = ?1 and closesAt is not null and closedAt is null order by decidedAt, id",
                        customer.value())
                .stream()
                .map(row -> new Measured(read(row), row.decidedAt))
                .toList();
    }

    @Override
    public Optional<Measured> findMeasured(InterventionId id) {
        return OccasionEntity.<OccasionEntity>findByIdOptional(id.value())
                .filter(row -> row.closesAt != null && row.closedAt == null)
                .map(row -> new Measured(read(row), row.decidedAt));
    }

    @Override
    public void close(InterventionId id, @Nullable Instant reached, Instant at) {
        OccasionEntity row = OccasionEntity.findById(id.value());
        row.goalAt = reached;
        row.closedAt = at;
    }

    @Override
    public void met(InterventionMet met) {
        OccasionEntity.<OccasionEntity>findByIdOptional(met.intervention().value())
                .filter(row -> row.customer.equals(met.customer().value()))
                .ifPresent(row -> {
                    switch (met) {
                        case InterventionMet.Seen seen ->
                            row.seenAt = Objects.requireNonNullElse(row.seenAt, seen.at());
                        case InterventionMet.Answered answered ->
                            row.actedAt = Objects.requireNonNullElse(row.actedAt, answered.at());
                    }
                });
    }

    /** Of the happening only its name and time stay, by which its goal is still measured. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        session.createNativeMutationQuery("""
                        update occasion
                        set text = case when text is null then null else 'erased' end,
                            reason = case when reason is null then null else 'erased' end,
                            happening = jsonb_build_object(
                                'fact', happening -> 'fact',
                                'traits', jsonb_build_object('values',
                                    jsonb_build_object('at', happening #> '{traits,values,at}')))
                        where customer = :customer and outcome not in ('waiting', 'held') and decided_at <= :until
                        """)
                .setParameter("customer", customer.value())
                .setParameter("until", until)
                .executeUpdate();
        return true;
    }

    @Override
    public List<Raised> raised(@Nullable CustomerId customer, int limit) {
        return find(customer, null, "outcome = 'raised'", limit).stream()
                .map(row -> new Raised(
                        new InterventionId(row.id),
                        new CustomerId(row.customer),
                        row.playbook,
                        row.version,
                        row.variant,
                        row.decidedAt,
                        row.text,
                        row.reason,
                        row.seenAt,
                        row.actedAt,
                        row.goalAt,
                        row.closedAt))
                .toList();
    }

    @Override
    public List<Decided> decided(@Nullable CustomerId customer, @Nullable String playbook, int limit) {
        return find(customer, playbook, "outcome <> 'waiting'", limit).stream()
                .map(row -> new Decided(
                        new InterventionId(row.id),
                        new CustomerId(row.customer),
                        row.playbook,
                        row.version,
                        row.dueAt,
                        row.outcome,
                        row.decidedAt,
                        row.reason))
                .toList();
    }

    private static List<OccasionEntity> find(
            @Nullable CustomerId customer, @Nullable String playbook, String which, int limit) {
        List<String> parts = new ArrayList<>(List.of(which));
        Parameters parameters = new Parameters();
        if (customer != null) {
            parts.add("customer = :customer");
            parameters.and("customer", customer.value());
        }
        if (playbook != null) {
            parts.add("playbook = :playbook");
            parameters.and("playbook", playbook);
        }
        return OccasionEntity.<OccasionEntity>find(
                        String.join(" and ", parts) + " order by decidedAt desc, id", parameters)
                .page(0, limit)
                .list();
    }

    private static Occasion read(OccasionEntity row) {
        return new Occasion(
                new InterventionId(row.id),
                new CustomerId(row.customer),
                row.playbook,
                row.version,
                Json.read(row.happening, Happening.class),
                row.dueAt);
    }
}
