package io.aegis.state.application;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.UsageRecorded;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.state.domain.Facts;
import io.aegis.state.domain.UsageBucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts calls, and learns what they say of the customer. */
@ApplicationScoped
public class UsageIntake {
    private final UsageStore usage;
    private final Chronicle chronicle;
    private final Transactions transactions;
    private final Clock clock;

    UsageIntake(UsageStore usage, Chronicle chronicle, Transactions transactions, Clock clock) {
        this.usage = usage;
        this.chronicle = chronicle;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Counts calls of the unit's customer, in the unit. */
    public void record(UnitOfWork unit, Origin origin, List<UsageRecorded> calls) {
        usage.add(unit.customer(), calls.stream().map(UsageBucket::of).toList());
        List<CustomerFact> told = calls.stream()
                .flatMap(call -> Facts.of(call).stream())
                .sorted(Comparator.comparing(CustomerFact::at))
                .toList();
        chronicle.learn(unit, origin, told);
    }

    /** Counts the calls of a request, one transaction a customer. */
    public void record(Origin origin, List<UsageRecorded> calls) {
        byCustomer(calls)
                .forEach((customer, own) -> transactions.run(
                        customer, Cause.first(origin.correlation()), unit -> record(unit, origin, own)));
    }

    /**
     * The same, once. A request that is cut short may be repeated: what was counted under its key is not counted again.
     *
     * @throws KeyReused when the caller used the key for another content
     */
    public void recordOnce(UsageStore.Request request, List<UsageRecorded> calls) {
        if (usage.usedOtherwise(request)) {
            throw new KeyReused();
        }
        Origin origin = new Origin(request.caller(), request.key(), request.key());
        byCustomer(calls)
                .forEach((customer, own) -> transactions.run(customer, Cause.first(request.key()), unit -> {
                    if (usage.claim(request, customer, clock.instant())) {
                        record(unit, origin, own);
                    }
                }));
    }

    private static Map<CustomerId, List<UsageRecorded>> byCustomer(List<UsageRecorded> calls) {
        return calls.stream()
                .collect(Collectors.groupingBy(UsageRecorded::customer, LinkedHashMap::new, Collectors.toList()));
    }
}
