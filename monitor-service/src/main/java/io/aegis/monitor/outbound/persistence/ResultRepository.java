package io.aegis.monitor.outbound.persistence;

import io.aegis.messaging.Database;
import io.aegis.monitor.application.ResultStore;
import io.aegis.monitor.domain.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

@ApplicationScoped
class ResultRepository implements ResultStore {
    private final Database database;

    ResultRepository(Database database) {
        this.database = database;
    }

    @Override
    public Map<String, Tally> count(String playbook, int version, Instant now) {
        return database
                .query(
                        """
                        select case when outcome = 'raised' then variant else 'held_out' end as arm, count(*) as contacts,
                               count(*) filter (where closes_at <= ?) as measured,
                               count(goal_at) filter (where closes_at <= ?) as reached
                        from occasion
                        where playbook = ? and version = ? and outcome in ('raised', 'held_out')
                        group by 1
                        """,
                        row -> Map.entry(
                                row.getString("arm"),
                                new Tally(row.getLong("contacts"), row.getLong("measured"), row.getLong("reached"))),
                        now,
                        now,
                        playbook,
                        version)
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public Map<String, Look> looks(String playbook, int version) {
        return database
                .query(
                        "select variant, looks, stopped, at from variant_look where playbook = ? and version = ?",
                        row -> Map.entry(
                                row.getString("variant"),
                                new Look(
                                        row.getInt("looks"),
                                        row.getString("stopped"),
                                        row.getTimestamp("at").toInstant())),
                        playbook,
                        version)
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public boolean look(String playbook, int version, String variant, Look look) {
        return database.update("""
                        insert into variant_look (playbook, version, variant, looks, stopped, at) values (?, ?, ?, ?, ?, ?)
                        on conflict (playbook, version, variant) do update
                        set looks = excluded.looks, stopped = excluded.stopped, at = excluded.at
                        where variant_look.looks < excluded.looks and variant_look.stopped is null
                        """, playbook, version, variant, look.looks(), look.stopped(), look.at()) > 0;
    }
}
