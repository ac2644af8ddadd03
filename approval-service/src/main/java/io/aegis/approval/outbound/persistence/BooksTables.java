package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.Books;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.messaging.Database;
import io.aegis.messaging.Part;
import io.aegis.messaging.Parts;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One statement for a reading, and one for a writing: each table that is written is a part of it. */
@ApplicationScoped
class BooksTables implements Books {
    private static final String READ = "select p.customer as of_customer, p.action as of_action, h.position, h.hash,"
            + " k.version, k.known, " + ApprovalRow.COLUMNS + """
            from unnest(?::text[], ?::text[]) as p(customer, action)
            left join audit_head h on h.customer = p.customer
            left join customer_known k on k.customer = p.customer
            left join approval a on a.action = p.action
            """;

    /** What changes while people decide on it. */
    private static final Part<Approval.Ruled> STANDING = Part.<Approval.Ruled>of("")
            .text(approval -> Json.text(approval.proposed().basis()))
            .text(approval -> approval.state().wireName())
            .text(approval -> approval.ruling().rule())
            .text(approval -> approval.ruling().policyVersion())
            .text(approval -> approval.ruling().reason())
            .time(approval -> hold(approval, Ruling.Hold::deadline))
            .text(approval -> hold(approval, hold -> Json.text(hold.approvers())))
            .text(approval -> approval instanceof Approval.Held held ? Json.text(held.human()) : null)
            .text(approval -> Json.text(approval.effective().arguments()))
            .number(approval -> approval.proposed().releases())
            .text(approval -> closing(approval, Approval.Closing::by))
            .time(approval -> closing(approval, Approval.Closing::at))
            .text(approval -> closing(approval, Approval.Closing::reason));

    private static final Part<Approval.Ruled> ADDED = Part.<Approval.Ruled>of("""
                    insert into approval (action, customer, type, agent, proposed, correlation, proposed_at, basis, state, rule,
                                          policy_version, reason, deadline, approvers, human, runs, releases, decided_by,
                                          decided_at, decision_reason)
                    select * from {rows}
                    """)
            .text(approval -> approval.action().id().value())
            .text(approval -> approval.action().customer().value())
            .text(approval -> approval.action().type())
            .text(approval -> approval.action().proposer().wireName())
            .text(approval -> Json.text(approval.action()))
            .text(approval -> approval.proposed().correlation())
            .time(approval -> approval.proposed().at())
            .and(STANDING);

    private static final Part<Approval.Ruled> CHANGED = Part.<Approval.Ruled>of("""
                    update approval a
                    set basis = n.basis, state = n.state, rule = n.rule, policy_version = n.policy_version, reason = n.reason,
                        deadline = n.deadline, approvers = n.approvers, human = coalesce(n.human, a.human), runs = n.runs,
                        releases = n.releases, decided_by = n.decided_by, decided_at = n.decided_at,
                        decision_reason = n.decision_reason
                    from {rows} as n(action, basis, state, rule, policy_version, reason, deadline, approvers, human, runs,
                                     releases, decided_by, decided_at, decision_reason)
                    where a.action = n.action
                    """)
            .text(approval -> approval.action().id().value())
            .and(STANDING);

    private static final Part<Map.Entry<ActionId, Outcome>> ENDED = Part.<Map.Entry<ActionId, Outcome>>of("""
                    update approval a set outcome = n.outcome from {rows} as n(action, outcome) where a.action = n.action
                    """)
            .text(ended -> ended.getKey().value())
            .text(ended -> Json.text(ended.getValue()));

    private static final Part<Difference> DIFFERENCES = Part.<Difference>of("""
                    insert into shadow_difference (action, version, customer, type, live, live_rule, shadow, shadow_rule, at)
                    select * from {rows}
                    """)
            .text(difference -> difference.action().id().value())
            .text(difference -> difference.shadow().policyVersion())
            .text(difference -> difference.action().customer().value())
            .text(difference -> difference.action().type())
            .text(difference -> difference.live().verdict())
            .text(difference -> difference.live().rule())
            .text(difference -> difference.shadow().verdict())
            .text(difference -> difference.shadow().rule())
            .time(Difference::at);

    private static final Part<AuditChain.Link> LINKS = Part.<AuditChain.Link>of("""
                    insert into audit_record (customer, position, action, verdict, at, previous, record, hash)
                    select * from {rows}
                    """)
            .text(link -> link.customer().value())
            .number(AuditChain.Link::position)
            .text(link -> link.action().value())
            .text(AuditChain.Link::verdict)
            .time(AuditChain.Link::at)
            .text(AuditChain.Link::previous)
            .text(AuditChain.Link::record)
            .text(AuditChain.Link::hash);

    private static final Part<AuditChain.Link> ENDS = Part.<AuditChain.Link>of("""
                    insert into audit_head (customer, position, hash) select * from {rows}
                    on conflict (customer) do update set position = excluded.position, hash = excluded.hash, sealed = false
                    """)
            .text(link -> link.customer().value())
            .number(AuditChain.Link::position)
            .text(AuditChain.Link::hash);

    private static final Part<Map.Entry<AuditChain.Link, Words>> WORDS = Part.<Map.Entry<AuditChain.Link, Words>>of(
                    "insert into audit_words (customer, position, salt, words) select * from {rows}")
            .text(said -> said.getKey().customer().value())
            .number(said -> said.getKey().position())
            .text(said -> said.getValue().salt())
            .text(said -> said.getValue().text());

    private static final Part<Map.Entry<CustomerId, Known>> KNOWN = Part.<Map.Entry<CustomerId, Known>>of("""
                    insert into customer_known (customer, version, known) select * from {rows}
                    on conflict (customer) do update set version = excluded.version, known = excluded.known
                    where customer_known.version < excluded.version
                    """)
            .text(told -> told.getKey().value())
            .number(told -> told.getValue().version())
            .text(told -> Json.text(told.getValue().basis()));

    private final Database database;

    BooksTables(Database database) {
        this.database = database;
    }

    @Override
    public List<Page> read(List<Place> places) {
        return database.query(
                READ,
                BooksTables::page,
                places.stream().map(place -> place.customer().value()).toArray(String[]::new),
                places.stream()
                        .map(place ->
                                place.action() == null ? null : place.action().value())
                        .toArray(String[]::new));
    }

    @Override
    public void write(Written written) {
        new Parts()
                .with(ADDED, written.added())
                .with(CHANGED, written.changed())
                .with(ENDED, written.ended().entrySet())
                .with(DIFFERENCES, written.differences())
                .with(LINKS, written.links())
                .with(ENDS, ends(written.links()))
                .with(WORDS, written.words().entrySet())
                .with(KNOWN, written.known().entrySet())
                .write(database);
    }

    @Override
    public void forget(CustomerId customer, long version) {
        database.update(
                "update customer_known set known = ? where customer = ? and version < ?",
                Json.text(Basis.NOTHING),
                customer.value(),
                version);
    }

    /** Of each customer, the last link alone is an end. */
    private static Collection<AuditChain.Link> ends(List<AuditChain.Link> links) {
        Map<CustomerId, AuditChain.Link> ends = new LinkedHashMap<>();
        links.forEach(link -> ends.put(link.customer(), link));
        return ends.values();
    }

    private static <T> @Nullable T hold(Approval.Ruled approval, Function<Ruling.Hold, T> what) {
        return approval.ruling() instanceof Ruling.Hold hold ? what.apply(hold) : null;
    }

    private static <T> @Nullable T closing(Approval.Ruled approval, Function<Approval.Closing, T> what) {
        return approval instanceof Approval.Closed closed ? what.apply(closed.closing()) : null;
    }

    private static Page page(ResultSet row) throws SQLException {
        CustomerId customer = new CustomerId(row.getString("of_customer"));
        String action = row.getString("of_action");
        String hash = row.getString("hash");
        String known = row.getString("known");
        return new Page(
                new Place(customer, action == null ? null : new ActionId(action)),
                row.getString("action") == null ? null : ApprovalRow.entry(row),
                hash == null
                        ? AuditChain.Head.start(customer)
                        : new AuditChain.Head(customer, row.getLong("position"), hash),
                known == null ? Known.NOTHING : new Known(row.getLong("version"), Json.read(known, Basis.class)));
    }
}
