package io.aegis.monitor.outbound.persistence;

import io.aegis.monitor.application.ResultStore;
import io.aegis.monitor.domain.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.Session;

@ApplicationScoped
class ResultRepository implements ResultStore {
    private final Session session;

    ResultRepository(Session session) {
        this.session = session;
    }

    @Override
    public Map<String, Tally> count(String playbook, int version, Instant now) {
        return session
                .createNativeQuery("""
                        select case when outcome = 'raised' then variant else 'held_out' end as arm, count(*) as contacts,
                               count(*) filter (where closes_at <= :now) as measured,
                               count(goal_at) filter (where closes_at <= :now) as reached
                        from occasion
                        where playbook = :playbook and version = :version and outcome in ('raised', 'held_out')
                        group by 1
                        """, Tuple.class)
                .setParameter("playbook", playbook)
                .setParameter("version", version)
                .setParameter("now", now)
                .getResultList()
                .stream()
                .collect(Collectors.toUnmodifiableMap(
                        row -> row.get("arm", String.class),
                        row -> new Tally(
                                row.get("contacts", Long.class),
                                row.get("measured", Long.class),
                                row.get("reached", Long.class))));
    }

    @Override
    public Map<String, Look> looks(String playbook, int version) {
        return session
                .createNativeQuery(
                        "select variant, looks, stopped, at from variant_look where playbook = :playbook and version = :version",
                        Tuple.class)
                .setParameter("playbook", playbook)
                .setParameter("version", version)
                .getResultList()
                .stream()
                .collect(Collectors.toUnmodifiableMap(
                        row -> row.get("variant", String.class),
                        row -> new Look(
                                row.get("looks", Integer.class),
                                row.get("stopped", String.class),
                                row.get("at", Instant.class))));
    }

    @Override
    public boolean look(String playbook, int version, String variant, Look look) {
        return session.createNativeMutationQuery("""
                                insert into variant_look (playbook, version, variant, looks, stopped, at)
                                values (:playbook, :version, :variant, :looks, cast(:stopped as text), :at)
                                on conflict (playbook, version, variant) do update
                                set looks = excluded.looks, stopped = excluded.stopped, at = excluded.at
                                where variant_look.looks < excluded.looks and variant_look.stopped is null
                                """)
                        .setParameter("playbook", playbook)
                        .setParameter("version", version)
                        .setParameter("variant", variant)
                        .setParameter("looks", look.looks())
                        .setParameter("stopped", look.stopped(), String.class)
                        .setParameter("at", look.at())
                        .executeUpdate()
                > 0;
    }
}
