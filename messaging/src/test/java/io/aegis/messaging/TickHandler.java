package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Sums ticks; a test can put something after that, by the wish of one of them. */
@ApplicationScoped
class TickHandler implements BatchHandler<Tick> {
    static final String TOPIC = "test.ticks";

    private final Database database;
    private final Map<String, Runnable> wishes = new ConcurrentHashMap<>();

    TickHandler(Database database) {
        this.database = database;
    }

    void on(String wish, Runnable fulfil) {
        wishes.put(wish, fulfil);
    }

    @Override
    public Class<Tick> handles() {
        return Tick.class;
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public void check(Tick tick) {
        if (tick.amount() < 1) {
            throw new IllegalArgumentException("amount is 1 or more");
        }
    }

    @Override
    public void handle(List<Tick> ticks) {
        Map<String, Long> sums = ticks.stream()
                .collect(Collectors.groupingBy(
                        tick -> tick.customer().value(), TreeMap::new, Collectors.summingLong(Tick::amount)));
        database.update("""
                insert into ticked (customer, total) select t.customer, t.amount
                from unnest(?::text[], ?::bigint[]) as t(customer, amount) order by t.customer
                on conflict (customer) do update set total = ticked.total + excluded.total
                """, sums.keySet().toArray(String[]::new), sums.values().toArray(Long[]::new));
        ticks.forEach(tick -> wishes.getOrDefault(tick.wish(), () -> {}).run());
    }
}
