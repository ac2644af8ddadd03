package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which lanes this replica works. Lanes are leased in the database, on its clock, and shared out evenly among the replicas
 * that gave a sign of life. A replica that works on with a lost lease can do no harm: a message is marked done under its
 * customer's lock, once.
 */
@ApplicationScoped
class Lanes {
    private final Database database;
    private final MessagingConfig config;
    private volatile Short[] owned = new Short[0];
    private long renewAt = System.nanoTime();

    Lanes(Database database, MessagingConfig config) {
        this.database = database;
        this.config = config;
    }

    Short[] owned() {
        return owned;
    }

    boolean own(CustomerId customer) {
        return Arrays.asList(owned).contains(Lane.of(customer));
    }

    /**
     * Renews, claims and gives away, three times a lease; in between it does nothing.
     *
     * @param customersInFlight lanes of these are not given away now
     */
    void renew(Set<String> customersInFlight) {
        long now = System.nanoTime();
        if (now - renewAt < 0) {
            return;
        }
        long lease = config.lease().toMillis();
        long replicas = database.query("""
                        with here as (
                            insert into replica (name, lease_until) values (?, now() + ? * interval '1 millisecond')
                            on conflict (name) do update set lease_until = excluded.lease_until
                        )
                        select 1 + count(*) from replica where name <> ? and lease_until > now()
                        """, row -> row.getLong(1), config.replica(), lease, config.replica())
                .get(0);
        int share = (int) Math.ceilDiv((long) Lane.COUNT, replicas);
        Set<Short> busy = customersInFlight.stream()
                .map(customer -> Lane.of(new CustomerId(customer)))
                .collect(Collectors.toSet());
        Short[] surplus = Arrays.stream(owned)
                .filter(lane -> !busy.contains(lane))
                .limit(Math.max(0, owned.length - share))
                .toArray(Short[]::new);
        owned = database.query(
                        """
                        with given as (
                            update lane set owner = null, lease_until = null where owner = ? and lane = any (?)
                        )
                        update lane set owner = ?, lease_until = now() + ? * interval '1 millisecond'
                        where lane <> all (?) and (owner = ? or lane in (
                            select lane from lane
                            where (owner is null or lease_until < now())
                            order by lane limit ? for update skip locked))
                        returning lane
                        """,
                        row -> row.getShort(1),
                        config.replica(),
                        surplus,
                        config.replica(),
                        lease,
                        surplus,
                        config.replica(),
                        Math.max(0, share - owned.length))
                .toArray(Short[]::new);
        renewAt = now + config.lease().dividedBy(3).toNanos();
    }

    /** Gives everything back, for a replica that stops. */
    void release() {
        database.update("update lane set owner = null, lease_until = null where owner = ?", config.replica());
        database.update("delete from replica where name = ?", config.replica());
        owned = new Short[0];
    }
}
