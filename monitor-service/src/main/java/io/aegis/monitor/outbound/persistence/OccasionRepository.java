package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.Json;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import io.aegis.monitor.application.OccasionStore;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class OccasionRepository implements OccasionStore, PersonalRecords {
    private final Database database;

    OccasionRepository(Database database) {
        this.database = database;
    }

    @Override
    public void decide(Occasion occasion, Verdict verdict, Instant at, @Nullable Instant closes) {
        Verdict.Raise raised = verdict instanceof Verdict.Raise raise ? raise : null;
        database.update(
                """
                with decided as (
                    update occasion set outcome = ?, decided_at = ?, closes_at = ?, reason = ?, variant = ?, text = ?
                    where id = ? and outcome in ('waiting', 'held')
                    returning customer, decided_at, playbook
                )
                insert into contact (customer, at, source) select customer, decided_at, playbook from decided where ?
                on conflict do nothing
                """,
                outcome(verdict),
                at,
                closes,
                verdict.reason(),
                raised == null ? null : raised.variant(),
                raised == null ? null : raised.text(),
                occasion.id().value(),
                verdict.contacts());
    }

    private static String outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Raise raise -> "raised";
            case Verdict.HoldOut holdOut -> "held_out";
            case Verdict.Postpone postpone -> "held";
            case Verdict.Suppress suppress -> "suppressed";
            case Verdict.Pass pass -> "passed";
        };
    }

    @Override
    public List<InterventionId> passAll(CustomerId customer, String reason, Instant at) {
        return database.query("""
                update occasion set outcome = 'passed', reason = ?, decided_at = ?
                where customer = ? and outcome in ('waiting', 'held') returning id
                """, row -> new InterventionId(row.getString("id")), reason, at, customer.value());
    }

    @Override
    public void close(InterventionId id, @Nullable Instant reached, Instant at) {
        database.update(
                "update occasion set goal_at = ?, closed_at = ? where id = ? and closes_at is not null and closed_at is null",
                reached,
                at,
                id.value());
    }

    @Override
    public void met(InterventionMet met) {
        String first =
                switch (met) {
                    case InterventionMet.Seen seen -> "update occasion set seen_at = coalesce(seen_at, ?)";
                    case InterventionMet.Answered answered -> "update occasion set acted_at = coalesce(acted_at, ?)";
                };
        database.update(
                first + " where id = ? and customer = ?",
                met.at(),
                met.intervention().value(),
                met.customer().value());
    }

    /** Of the happening only its name and time stay, by which its goal is still measured. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update("""
                update occasion
                set text = case when text is null then null else 'erased' end,
                    reason = case when reason is null then null else 'erased' end,
                    happening = jsonb_build_object(
                        'fact', happening -> 'fact',
                        'traits', jsonb_build_object('values',
                            jsonb_build_object('at', happening #> '{traits,values,at}')))
                where customer = ? and outcome not in ('waiting', 'held') and decided_at <= ?
                """, customer.value(), until);
        return true;
    }

    @Override
    public List<Raised> raised(@Nullable CustomerId customer, int limit) {
        return list(
                "outcome = 'raised'",
                customer,
                null,
                limit,
                row -> new Raised(
                        new InterventionId(row.getString("id")),
                        new CustomerId(row.getString("customer")),
                        row.getString("playbook"),
                        row.getInt("version"),
                        row.getString("variant"),
                        row.getTimestamp("decided_at").toInstant(),
                        row.getString("text"),
                        row.getString("reason"),
                        time(row, "seen_at"),
                        time(row, "acted_at"),
                        time(row, "goal_at"),
                        time(row, "closed_at")));
    }

    @Override
    public List<Decided> decided(@Nullable CustomerId customer, @Nullable String playbook, int limit) {
        return list(
                "outcome <> 'waiting'",
                customer,
                playbook,
                limit,
                row -> new Decided(
                        new InterventionId(row.getString("id")),
                        new CustomerId(row.getString("customer")),
                        row.getString("playbook"),
                        row.getInt("version"),
                        row.getTimestamp("due_at").toInstant(),
                        row.getString("outcome"),
                        row.getTimestamp("decided_at").toInstant(),
                        row.getString("reason")));
    }

    private <R> List<R> list(
            String which,
            @Nullable CustomerId customer,
            @Nullable String playbook,
            int limit,
            Database.RowReader<R> reader) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder where = new StringBuilder(which);
        if (customer != null) {
            where.append(" and customer = ?");
            parameters.add(customer.value());
        }
        if (playbook != null) {
            where.append(" and playbook = ?");
            parameters.add(playbook);
        }
        parameters.add(limit);
        return database.query(
                "select * from occasion where %s order by decided_at desc, id limit ?".formatted(where),
                reader,
                parameters.toArray());
    }

    static Occasion read(ResultSet row, CustomerId customer) throws SQLException {
        return new Occasion(
                new InterventionId(row.getString("id")),
                customer,
                row.getString("playbook"),
                row.getInt("version"),
                Json.read(row.getString("happening"), Happening.class),
                row.getTimestamp("due_at").toInstant());
    }

    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
