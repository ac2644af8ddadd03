package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.ApprovalRepository;
import io.aegis.approval.application.Books;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.State;
import io.aegis.approval.domain.Sum;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import io.aegis.messaging.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ApprovalTable implements ApprovalRepository {
    private static final String SELECT = "select " + ApprovalRow.COLUMNS + " from approval a ";

    /** What of an object in JSON is nobody's words. */
    private static final String NUMBERS = """
            coalesce((select jsonb_object_agg(name, value) from jsonb_each(%s) as argument(name, value)
                      where jsonb_typeof(value) in ('number', 'boolean')), cast('{}' as jsonb))""";

    private final Database database;

    ApprovalTable(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Approval.Ruled> find(ActionId id) {
        return entry(id).map(Books.Entry::approval);
    }

    @Override
    public Optional<Outcome> outcome(ActionId action) {
        return entry(action).map(Books.Entry::outcome);
    }

    private Optional<Books.Entry> entry(ActionId id) {
        return database.query(SELECT + "where a.action = ?", ApprovalRow::entry, id.value()).stream()
                .findFirst();
    }

    @Override
    public List<Approval.Ruled> newest(@Nullable State state, @Nullable CustomerId customer, int limit) {
        return database.query(
                SELECT
                        + (state == null ? "where ?::text is null" : "where a.state = ?")
                        + (customer == null ? " and ?::text is null" : " and a.customer = ?")
                        + " order by a.proposed_at desc, a.action limit ?",
                ApprovalRow::read,
                state == null ? null : state.wireName(),
                customer == null ? null : customer.value(),
                limit);
    }

    /** Numbers stay: policies add them up. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update(
                """
                update approval
                set proposed = cast(cast(proposed as jsonb)
                                    || jsonb_build_object('reason', 'erased', 'arguments', %s) as text),
                    runs = cast(%s as text), human = null,
                    outcome = cast(jsonb_set(cast(outcome as jsonb), '{told}', '"erased"') as text),
                    decision_reason = case when decided_by = 'policy' then decision_reason else 'erased' end
                where customer = ? and state <> 'held' and proposed_at <= ?
                """.formatted(
                                NUMBERS.formatted("cast(proposed as jsonb) -> 'arguments'"),
                                NUMBERS.formatted("cast(runs as jsonb)")),
                customer.value(),
                until);
        return database.query(
                        "select 1 from approval where customer = ? and state = 'held' and proposed_at <= ? limit 1",
                        row -> true,
                        customer.value(),
                        until)
                .isEmpty();
    }

    @Override
    public List<Approval.Ruled> proposed(Instant from, Instant to, int limit) {
        return database.query(
                SELECT + "where a.proposed_at >= ? and a.proposed_at < ? order by a.proposed_at, a.action limit ?",
                ApprovalRow::read,
                from,
                to,
                limit);
    }

    @Override
    public long released(ProposedAction action, Sum sum, Instant since) {
        boolean ofCustomer = sum.scope() == Sum.Scope.CUSTOMER;
        String whose =
                ofCustomer ? action.customer().value() : action.proposer().wireName();
        if (!ofCustomer) {
            // The customer's own sums are safe under the customer's lock; these are of many customers.
            database.query(
                    "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                    row -> true,
                    "aegis sum " + action.type() + " " + whose);
        }
        return database.query(
                        """
                        select coalesce(sum(case when ? = 'count' then 1 else (cast(runs as jsonb) ->> ?)::bigint end), 0)
                        from approval
                        where state = 'released' and type = ? and decided_at >= ? and %s = ?
                        """.formatted(ofCustomer ? "customer" : "agent"),
                        row -> row.getLong(1),
                        sum.measure(),
                        sum.measure(),
                        action.type(),
                        since,
                        whose)
                .getFirst();
    }

    @Override
    public List<Differing> differing(String shadowVersion, int limit) {
        return database.query(
                """
                select action, customer, type, live, live_rule, shadow, shadow_rule, at from shadow_difference
                where version = ? order by at desc, action limit ?
                """,
                row -> new Differing(
                        new ActionId(row.getString("action")),
                        new CustomerId(row.getString("customer")),
                        row.getString("type"),
                        row.getString("live"),
                        row.getString("live_rule"),
                        row.getString("shadow"),
                        row.getString("shadow_rule"),
                        Database.time(row, "at")),
                shadowVersion,
                limit);
    }
}
