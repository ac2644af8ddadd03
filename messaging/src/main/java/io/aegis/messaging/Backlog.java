package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What waits in the inbox for this replica: messages in its lanes, and timers that came due. For the dispatcher's thread,
 * since it remembers where it went on; {@link #putBack} and {@link #behind} are for any.
 */
@ApplicationScoped
class Backlog {
    /** How many messages of one customer are handed out together. */
    static final int HANDFUL = 10;

    /** How many pending messages are looked at before the search goes by customers. */
    private static final int GLANCE = 200;

    /** The oldest of what is pending: all of it, unless there is a backlog. */
    private static final String OLDEST = "select " + InboxRow.COLUMNS + """
            , i.due_at <= now() as due from inbox i
            where i.status = 0 and i.lane = any (?) and i.customer <> all (?)
            order by i.id limit ?
            """;

    /**
     * For a backlog. For each lane, from a customer on: the next customer with something pending, and the next, by one
     * probe of the index each, until enough are found. The cost follows what is handed out, not what is pending: rows are
     * compared as ranges because equalities let the planner fetch and sort all that a customer has pending.
     */
    private static final String PENDING = "select " + InboxRow.COLUMNS + """
             from (
                select l.lane, w.customer
                from unnest(?::smallint[], ?::text[]) as l(lane, beyond)
                cross join lateral (
                    with recursive waiting(customer) as (
                        (select customer from inbox where status = 0 and lane = l.lane and customer > l.beyond
                         order by customer limit 1)
                        union all
                        select (select i.customer from inbox i
                                where i.status = 0 and i.lane = l.lane and i.customer > waiting.customer
                                order by i.customer limit 1)
                        from waiting where waiting.customer is not null
                    )
                    select customer from waiting where customer is not null
                ) w
                cross join lateral (
                    select due_at from inbox
                    where status = 0 and (lane, customer, id) > (l.lane, w.customer, 0)
                    order by lane, customer, id limit 1
                ) oldest
                where oldest.due_at <= now() and w.customer <> all (?)
                limit ?
            ) found
            cross join lateral (
                select * from inbox
                where status = 0 and (lane, customer, id) > (found.lane, found.customer, 0)
                  and (lane, customer, id) < (found.lane, found.customer, 9223372036854775807)
                order by lane, customer, id limit ?
            ) i
            """;

    private final Database database;
    private final Lanes lanes;
    private final Timers timers;
    private final Purge purge;
    private Place last = new Place((short) 0, "");

    Backlog(Database database, Lanes lanes, Timers timers, Purge purge) {
        this.database = database;
        this.lanes = lanes;
        this.timers = timers;
        this.purge = purge;
    }

    /** Keeps this replica's lanes, and turns what came due into messages, and forgets old ones; most calls find nothing to do. */
    void refresh(Set<String> inFlight) {
        lanes.renew(inFlight);
        timers.fire();
        purge.forget();
    }

    /** Leaves everything to other replicas. */
    void release() {
        lanes.release();
    }

    /** A failed message waits, and with it its customer. */
    void putBack(InboxRow row, int attempts, Duration pause, String reason) {
        database.update(
                "update inbox set attempts = ?, error = ?, due_at = now() + ? * interval '1 millisecond' where id = ? and status = 0",
                attempts,
                reason,
                pause.toMillis(),
                row.id());
    }

    /** What waits behind a message for the same customer, of one type, oldest first, without what cannot be read. */
    <M extends Message> List<M> behind(InboxRow row, Class<M> type) {
        CustomerId customer = row.envelope().customer();
        return database
                .query(
                        "select data from inbox where status = 0 and lane = ? and customer = ? and id > ? and type = ? order by id",
                        found -> found.getBytes("data"),
                        Lane.of(customer),
                        customer.value(),
                        row.id(),
                        WireTypes.of(type))
                .stream()
                .flatMap(data -> readable(data, type))
                .toList();
    }

    private static <M extends Message> Stream<M> readable(byte[] data, Class<M> type) {
        try {
            return Stream.of(Json.read(data, type));
        } catch (Json.Unreadable e) {
            return Stream.empty(); // it says so itself when it is worked
        }
    }

    /**
     * The oldest messages of customers whose oldest one is due: a handful of each, in order.
     *
     * @param inFlight customers who are left out
     * @param customers how many at the most
     */
    List<List<InboxRow>> oldest(Set<String> inFlight, int customers) {
        String[] without = inFlight.toArray(String[]::new);
        List<Pending> glance = database.query(OLDEST, Pending::read, lanes.owned(), without, GLANCE);
        List<List<InboxRow>> handfuls = List.copyOf(
                (glance.size() < GLANCE ? byCustomer(glance, customers) : goOn(without, customers)).values());
        if (!handfuls.isEmpty()) {
            last = Place.of(handfuls.getLast().getFirst());
        }
        return handfuls;
    }

    /** The first messages of each customer whose oldest one is due. */
    private static Map<String, List<InboxRow>> byCustomer(List<Pending> oldestFirst, int customers) {
        Map<String, List<InboxRow>> byCustomer = new LinkedHashMap<>();
        Set<String> passed = new HashSet<>();
        for (Pending pending : oldestFirst) {
            String customer = pending.row.envelope().customer().value();
            List<InboxRow> handful = byCustomer.get(customer);
            if (handful != null) {
                if (handful.size() < HANDFUL) {
                    handful.add(pending.row);
                }
            } else if (!passed.contains(customer) && pending.due && byCustomer.size() < customers) {
                byCustomer.put(customer, new ArrayList<>(List.of(pending.row)));
            } else {
                passed.add(customer);
            }
        }
        return byCustomer;
    }

    /** The search comes round to the lane that it began in, and finds who waits behind that place a second time. */
    private Map<String, List<InboxRow>> goOn(String[] without, int customers) {
        List<Place> places = places();
        List<InboxRow> rows = database.query(
                PENDING,
                InboxRow::read,
                places.stream().map(Place::lane).toArray(Short[]::new),
                places.stream().map(Place::customer).toArray(String[]::new),
                without,
                customers,
                HANDFUL);
        Map<String, List<InboxRow>> byCustomer = new LinkedHashMap<>();
        for (InboxRow row : rows) {
            List<InboxRow> handful =
                    byCustomer.computeIfAbsent(row.envelope().customer().value(), customer -> new ArrayList<>());
            if (handful.isEmpty() || handful.getLast().id() < row.id()) {
                handful.add(row);
            }
        }
        return byCustomer;
    }

    private record Pending(InboxRow row, boolean due) {
        static Pending read(ResultSet result) throws SQLException {
            return new Pending(InboxRow.read(result), result.getBoolean("due"));
        }
    }

    /** The owned lanes from behind the last customer that was handed out, all around, so that everybody's turn comes. */
    private List<Place> places() {
        List<Place> before = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (short lane : lanes.owned()) {
            if (lane == last.lane) {
                places.addFirst(last);
            }
            (lane > last.lane ? places : before).add(new Place(lane, ""));
        }
        places.addAll(before);
        return places;
    }

    private record Place(short lane, String customer) {
        static Place of(InboxRow row) {
            CustomerId customer = row.envelope().customer();
            return new Place(Lane.of(customer), customer.value());
        }
    }
}
