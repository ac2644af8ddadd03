package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.state.application.UsageNews;
import io.aegis.state.domain.UsageTally.FirstCall;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.hibernate.Session;

/** Times are the database's, which all replicas share. */
@ApplicationScoped
class UsageNewsRepository implements UsageNews {
    private static final String READ = "customer, stamp, first_call_at, first_call_environment";

    private final Session session;

    UsageNewsRepository(Session session) {
        this.session = session;
    }

    @Override
    public List<Item> take(int most, Duration settled, Duration lease) {
        return items(session.createNativeQuery("""
                        update usage_news set taken_until = now() + :lease * interval '1 millisecond'
                        where customer in (
                            select customer from usage_news
                            where since < now() - :settled * interval '1 millisecond'
                                and (taken_until is null or taken_until < now())
                            order by since limit :most for update skip locked)
                        returning %s
                        """.formatted(READ), Tuple.class)
                .setParameter("lease", lease.toMillis())
                .setParameter("settled", settled.toMillis())
                .setParameter("most", most)
                .getResultList());
    }

    @Override
    public List<Item> of(Collection<CustomerId> customers) {
        return items(session.createNativeQuery(
                        "select %s from usage_news where customer in (:customers)".formatted(READ), Tuple.class)
                .setParameter(
                        "customers", customers.stream().map(CustomerId::value).toList())
                .getResultList());
    }

    /** What was counted since is news from now on, for anybody. */
    @Override
    public void concluded(List<Item> items) {
        session.doWork(connection -> {
            try (var statement = connection.prepareStatement("""
                    with held as (
                        select n.customer, n.stamp = t.stamp as told from usage_news n
                        join unnest(?::text[], ?::bigint[]) as t(customer, stamp) on t.customer = n.customer
                        order by n.customer for update of n
                    ), gone as (
                        delete from usage_news n using held where n.customer = held.customer and held.told
                    )
                    update usage_news n set taken_until = null, since = now() from held
                    where n.customer = held.customer and not held.told
                    """)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "text",
                                items.stream()
                                        .map(item -> item.customer().value())
                                        .toArray(String[]::new)));
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint", items.stream().map(Item::stamp).toArray(Long[]::new)));
                statement.executeUpdate();
            }
        });
    }

    private static List<Item> items(List<Tuple> rows) {
        return rows.stream().map(UsageNewsRepository::item).toList();
    }

    private static Item item(Tuple row) {
        Instant first = row.get("first_call_at", Instant.class);
        return new Item(
                new CustomerId(row.get("customer", String.class)),
                row.get("stamp", Number.class).longValue(),
                first == null
                        ? null
                        : new FirstCall(first, Environment.of(row.get("first_call_environment", String.class))));
    }
}
