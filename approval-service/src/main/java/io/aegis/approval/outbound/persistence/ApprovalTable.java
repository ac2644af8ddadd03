package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.ApprovalRepository;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.State;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ApprovalTable implements ApprovalRepository {
    @Override
    public Optional<Approval.Ruled> find(ActionId id) {
        return ApprovalEntity.<ApprovalEntity>findByIdOptional(id.value()).map(ApprovalTable::read);
    }

    @Override
    public void add(Approval.Ruled approval) {
        ApprovalEntity row = new ApprovalEntity();
        row.action = approval.action().id().value();
        row.customer = approval.action().customer().value();
        row.proposed = Json.text(approval.action());
        row.correlation = approval.proposed().correlation();
        row.proposedAt = approval.proposed().at();
        row.rule = approval.ruling().rule();
        row.policyVersion = approval.ruling().policyVersion();
        row.reason = approval.ruling().reason();
        if (approval.ruling() instanceof Ruling.Hold hold) {
            row.deadline = hold.deadline();
        }
        row.state = approval.state().wireName();
        switch (approval) {
            case Approval.Held held -> {}
            case Approval.Closed closed -> write(closed, row);
        }
        row.persist();
    }

    @Override
    public void close(Approval.Closed approval) {
        write(approval, ApprovalEntity.findById(approval.action().id().value()));
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

    private static void write(Approval.Closed closed, ApprovalEntity row) {
        row.state = closed.state().wireName();
        row.decidedBy = closed.closing().by();
        row.decidedAt = closed.closing().at();
        row.decisionReason = closed.closing().reason();
    }

    private static Approval.Ruled read(ApprovalEntity row) {
        Approval.Proposed proposed =
                new Approval.Proposed(Json.read(row.proposed, ProposedAction.class), row.correlation, row.proposedAt);
        Approval.Closing closing = new Approval.Closing(row.decidedBy, row.decidedAt, row.decisionReason);
        return switch (State.find(row.state).orElseThrow()) {
            case HELD -> new Approval.Held(proposed, hold(row));
            case RELEASED ->
                new Approval.Released(
                        proposed,
                        row.deadline == null ? new Ruling.Release(row.rule, row.policyVersion, row.reason) : hold(row),
                        closing);
            case DENIED ->
                new Approval.Denied(proposed, new Ruling.Deny(row.rule, row.policyVersion, row.reason), closing);
            case REJECTED -> new Approval.Rejected(proposed, hold(row), closing);
            case EXPIRED -> new Approval.Expired(proposed, hold(row), closing);
        };
    }

    private static Ruling.Hold hold(ApprovalEntity row) {
        return new Ruling.Hold(row.rule, row.policyVersion, row.reason, row.deadline);
    }
}
