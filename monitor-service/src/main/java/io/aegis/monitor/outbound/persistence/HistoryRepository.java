package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.messaging.PersonalRecords;
import io.aegis.monitor.application.Happenings;
import io.aegis.monitor.application.HistoryStore;
import io.aegis.monitor.domain.Backtest.Told;
import io.aegis.monitor.domain.Happening;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

@ApplicationScoped
class HistoryRepository implements HistoryStore, PersonalRecords {
    private final Session session;

    HistoryRepository(Session session) {
        this.session = session;
    }

    @Override
    public void keep(CustomerChanged changed, Instant toldAt) {
        session.createNativeMutationQuery("""
                        insert into history (customer, told_at, snapshot, happenings)
                        values (:customer, :at, cast(:snapshot as jsonb), cast(:happenings as jsonb))
                        """)
                .setParameter("customer", changed.customer().value())
                .setParameter("at", toldAt)
                .setParameter("snapshot", Json.text(changed.now()))
                .setParameter(
                        "happenings",
                        Json.text(changed.facts().stream().map(Happenings::of).toList()))
                .executeUpdate();
    }

    @Override
    public boolean forget(CustomerId customer, Instant until) {
        session.createNativeMutationQuery("delete from history where customer = :customer and told_at <= :until")
                .setParameter("customer", customer.value())
                .setParameter("until", until)
                .executeUpdate();
        return true;
    }

    @Override
    public int forget(Instant before, int most) {
        return session.createNativeMutationQuery("""
                        delete from history where ctid = any (array(
                            select ctid from history where told_at < :before order by told_at limit :most))
                        """)
                .setParameter("before", before)
                .setParameter("most", most)
                .executeUpdate();
    }

    @Override
    public List<CustomerId> customers(String after, Instant since, int most) {
        return session
                .createNativeQuery(
                        "select distinct customer from history where customer > :after and told_at >= :since order by 1 limit :most",
                        String.class)
                .setParameter("after", after)
                .setParameter("since", since)
                .setParameter("most", most)
                .getResultList()
                .stream()
                .map(CustomerId::new)
                .toList();
    }

    @Override
    public List<Told> told(CustomerId customer, Instant since) {
        return session
                .createNativeQuery("""
                        select told_at, cast(snapshot as text) as snapshot, cast(happenings as text) as happenings from history
                        where customer = :customer and told_at >= :since order by told_at, id
                        """, Tuple.class)
                .setParameter("customer", customer.value())
                .setParameter("since", since)
                .getResultList()
                .stream()
                .map(row -> new Told(
                        row.get("told_at", Instant.class),
                        Json.read(row.get("snapshot", String.class), CustomerSnapshot.class),
                        List.of(Json.read(row.get("happenings", String.class), Happening[].class))))
                .toList();
    }

    @Override
    public List<Instant> contacts(CustomerId customer, String butNotBy, Instant since) {
        return session.createNativeQuery(
                        "select at from contact where customer = :customer and source <> :but and at >= :since order by at",
                        Instant.class)
                .setParameter("customer", customer.value())
                .setParameter("but", butNotBy)
                .setParameter("since", since)
                .getResultList();
    }
}
