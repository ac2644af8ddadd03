package io.aegis.approval.outbound.persistence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.application.ApprovalRepository;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Approvers;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.State;
import io.aegis.approval.domain.Sum;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ApprovalTable implements ApprovalRepository {
    /** What of an object in JSON is nobody's words. */
    private static final String NUMBERS = """
            coalesce((select jsonb_object_agg(name, value) from jsonb_each(%s) as argument(name, value)
                      where jsonb_typeof(value) in ('number', 'boolean')), cast('{}' as jsonb))""";

    @Override
    public Optional<Approval.Ruled> find(ActionId id) {
        return ApprovalEntity.<ApprovalEntity>findByIdOptional(id.value()).map(ApprovalTable::read);
    }

    @Override
    public void add(Approval.Ruled approval) {
        ApprovalEntity row = new ApprovalEntity();
        ProposedAction action = approval.action();
        row.action = action.id().value();
        row.customer = action.customer().value();
        row.type = action.type();
        row.agent = action.proposer().wireName();
        row.proposed = Json.text(action);
        row.correlation = approval.proposed().correlation();
        row.proposedAt = approval.proposed().at();
        write(approval, row);
        row.persist();
    }

    @Override
    public void change(Approval.Ruled approval) {
        write(approval, ApprovalEntity.findById(approval.action().id().value()));
    }

    @Override
    public void ended(ActionId action, Outcome outcome) {
        ApprovalEntity row = ApprovalEntity.findById(action.value());
        row.outcome = Json.text(outcome);
    }

    @Override
    public Optional<Outcome> outcome(ActionId action) {
        return ApprovalEntity.<ApprovalEntity>findByIdOptional(action.value())
                .map(row -> row.outcome)
                .map(outcome -> Json.read(outcome, Outcome.class));
    }

    @Override
    public List<Approval.Ruled> newest(@Nullable State state, @Nullable CustomerId customer, int limit) {
        StringBuilder where = new StringBuilder("1 = 1");
        Parameters parameters = new Parameters();
        if (state != null) {
            where.append(" and state = :state");
            parameters.and("state", state.wireName());
        }
        if (customer != null) {
            where.append(" and customer = :customer");
            parameters.and("customer", customer.value());
        }
        return ApprovalEntity.<ApprovalEntity>find(
                        where.toString(), Sort.descending("proposedAt").and("action"), parameters)
                .range(0, limit - 1)
                .stream()
                .map(ApprovalTable::read)
                .toList();
    }

    /** Numbers stay: policies add them up. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        ApprovalEntity.getEntityManager()
                .createNativeQuery("""
                        update approval
                        set proposed = cast(cast(proposed as jsonb)
                                            || jsonb_build_object('reason', 'erased', 'arguments', %s) as text),
                            runs = cast(%s as text), human = null,
                            outcome = cast(jsonb_set(cast(outcome as jsonb), '{told}', '"erased"') as text),
                            decision_reason = case when decided_by = 'policy' then decision_reason else 'erased' end
                        where customer = :customer and state <> 'held' and proposed_at <= :until
                        """.formatted(
                                NUMBERS.formatted("cast(proposed as jsonb) -> 'arguments'"),
                                NUMBERS.formatted("cast(runs as jsonb)")))
                .setParameter("customer", customer.value())
                .setParameter("until", until)
                .executeUpdate();
        return ApprovalEntity.count(
                        "customer = ?1 and state = ?2 and proposedAt <= ?3",
                        customer.value(),
                        State.HELD.wireName(),
                        until)
                == 0;
    }

    @Override
    public List<Approval.Ruled> proposed(Instant from, Instant to, int limit) {
        return ApprovalEntity.<ApprovalEntity>find(
                        "proposedAt >= ?1 and proposedAt < ?2 order by proposedAt, action", from, to)
                .range(0, limit - 1)
                .stream()
                .map(ApprovalTable::read)
                .toList();
    }

    @Override
    public long released(ProposedAction action, Sum sum, Instant since) {
        boolean ofCustomer = sum.scope() == Sum.Scope.CUSTOMER;
        String whose =
                ofCustomer ? action.customer().value() : action.proposer().wireName();
        if (!ofCustomer) {
            // The customer's own sums are safe under the customer's lock; these are of many customers.
            Panache.getEntityManager()
                    .createNativeQuery("select pg_advisory_xact_lock(hashtextextended(:sum, 0))::text")
                    .setParameter("sum", "aegis sum " + action.type() + " " + whose)
                    .getSingleResult();
        }
        return ((Number) Panache.getEntityManager()
                        .createNativeQuery("""
                                select coalesce(sum(case when :measure = 'count' then 1
                                                         else (cast(runs as jsonb) ->> :measure)::bigint end), 0)
                                from approval
                                where state = 'released' and type = :type and decided_at >= :since and %s = :whose
                                """.formatted(ofCustomer ? "customer" : "agent"))
                        .setParameter("measure", sum.measure())
                        .setParameter("type", action.type())
                        .setParameter("since", since)
                        .setParameter("whose", whose)
                        .getSingleResult())
                .longValue();
    }

    @Override
    public void differs(ProposedAction action, Ruling live, Ruling shadow, Instant at) {
        ShadowDifferenceEntity row = new ShadowDifferenceEntity();
        row.place = new ShadowDifferenceEntity.Place(action.id().value(), shadow.policyVersion());
        row.customer = action.customer().value();
        row.type = action.type();
        row.live = live.verdict();
        row.liveRule = live.rule();
        row.shadow = shadow.verdict();
        row.shadowRule = shadow.rule();
        row.at = at;
        row.persist();
    }

    @Override
    public List<Differing> differing(String shadowVersion, int limit) {
        return ShadowDifferenceEntity.<ShadowDifferenceEntity>find(
                        "place.version = ?1 order by at desc, place.action", shadowVersion)
                .range(0, limit - 1)
                .stream()
                .map(row -> new Differing(
                        new ActionId(row.place.action()),
                        new CustomerId(row.customer),
                        row.type,
                        row.live,
                        row.liveRule,
                        row.shadow,
                        row.shadowRule,
                        row.at))
                .toList();
    }

    private static void write(Approval.Ruled approval, ApprovalEntity row) {
        row.basis = Json.text(approval.proposed().basis());
        row.releases = approval.proposed().releases();
        row.rule = approval.ruling().rule();
        row.policyVersion = approval.ruling().policyVersion();
        row.reason = approval.ruling().reason();
        if (approval.ruling() instanceof Ruling.Hold hold) {
            row.deadline = hold.deadline();
            row.approvers = Json.text(hold.approvers());
        }
        row.state = approval.state().wireName();
        row.runs = Json.text(approval.effective().arguments());
        switch (approval) {
            case Approval.Held held -> {
                row.human = Json.text(held.human());
                row.decidedBy = null;
                row.decidedAt = null;
                row.decisionReason = null;
            }
            case Approval.Closed closed -> {
                row.decidedBy = closed.closing().by();
                row.decidedAt = closed.closing().at();
                row.decisionReason = closed.closing().reason();
            }
        }
    }

    private static Approval.Ruled read(ApprovalEntity row) {
        ProposedAction action = Json.read(row.proposed, ProposedAction.class);
        Approval.Proposed proposed = new Approval.Proposed(
                action, row.correlation, row.proposedAt, Json.read(row.basis, Basis.class), row.releases);
        State state = State.find(row.state).orElseThrow();
        if (state == State.HELD) {
            return new Approval.Held(proposed, hold(row), Json.read(row.human, Approval.Human.class));
        }
        Approval.Closing closing = new Approval.Closing(
                Objects.requireNonNull(row.decidedBy),
                Objects.requireNonNull(row.decidedAt),
                Objects.requireNonNull(row.decisionReason));
        return switch (state) {
            case HELD -> throw new IllegalStateException("read above");
            case RELEASED ->
                new Approval.Released(
                        proposed,
                        row.deadline == null ? new Ruling.Release(row.rule, row.policyVersion, row.reason) : hold(row),
                        closing,
                        edited(row, action));
            case DENIED ->
                new Approval.Denied(proposed, new Ruling.Deny(row.rule, row.policyVersion, row.reason), closing);
            case REJECTED -> new Approval.Rejected(proposed, hold(row), closing);
            case EXPIRED -> new Approval.Expired(proposed, hold(row), closing);
        };
    }

    private static @Nullable ObjectNode edited(ApprovalEntity row, ProposedAction action) {
        ObjectNode runs = Json.read(row.runs, ObjectNode.class);
        return Json.hash(runs).equals(action.argumentsHash()) ? null : runs;
    }

    private static Ruling.Hold hold(ApprovalEntity row) {
        return new Ruling.Hold(
                row.rule, row.policyVersion, row.reason, row.deadline, Json.read(row.approvers, Approvers.class));
    }
}
