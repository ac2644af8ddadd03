package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.monitor.domain.Arbiter;
import io.aegis.monitor.domain.Backtest;
import io.aegis.monitor.domain.Backtest.Would;
import io.aegis.monitor.domain.Interval;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Verdict;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs playbooks over what was recorded. It only reads. */
@ApplicationScoped
public class Backtests {
    private static final int AT_ONCE = 500;
    private static final int MOST_CUSTOMERS = 100_000;
    private static final int LISTED = 200;

    private final HistoryStore history;
    private final Arbiter arbiter;
    private final Clock clock;

    Backtests(HistoryStore history, Arbiter arbiter, Clock clock) {
        this.history = history;
        this.arbiter = arbiter;
        this.clock = clock;
    }

    /**
     * What would have happened.
     *
     * @param customers of whom there is a history, at most 100,000
     * @param contacted how many contacts would have gone out
     * @param perDay contacts for each day (UTC) that has any
     * @param suppressed occasions on which the customer was not to be contacted, by budget, cooldown, consent or lapse
     * @param measured contacts whose goal's window is over
     * @param reachedAnyway how many of those reached the goal without having been contacted by it
     * @param precision the share of those measured that did not, so that the contact had a point; absent when none is
     * @param contacts the first 200
     */
    public record Report(
            String playbook,
            Instant since,
            Instant until,
            int customers,
            int contacted,
            int heldOut,
            int suppressed,
            int passed,
            Map<LocalDate, Integer> perDay,
            int measured,
            int reachedAnyway,
            @Nullable Interval precision,
            List<Contact> contacts) {}

    public record Contact(
            CustomerId customer,
            Instant at,
            String reason,
            @Nullable Boolean reached) {}

    public Report run(Playbook playbook, Duration back) {
        Instant until = clock.instant();
        Instant since = until.minus(back);
        Backtest backtest = new Backtest(playbook, arbiter);
        Sum sum = new Sum();
        String after = "";
        while (sum.customers < MOST_CUSTOMERS) {
            List<CustomerId> some = page(backtest, after, since, until, sum);
            if (some.isEmpty()) {
                break;
            }
            after = some.getLast().value();
        }
        return sum.report(playbook, since, until);
    }

    private List<CustomerId> page(Backtest backtest, String after, Instant since, Instant until, Sum sum) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<CustomerId> some = history.customers(after, since, AT_ONCE);
            for (CustomerId customer : some) {
                sum.customers++;
                backtest.run(
                                customer,
                                history.told(customer, since),
                                history.contacts(customer, backtest.playbook().id(), since),
                                until)
                        .forEach(sum::add);
            }
            return some;
        });
    }

    private static final class Sum {
        private final Map<LocalDate, Integer> perDay = new TreeMap<>();
        private final List<Contact> contacts = new ArrayList<>();
        private int customers;
        private int contacted;
        private int heldOut;
        private int suppressed;
        private int passed;
        private int measured;
        private int reached;

        void add(Would would) {
            switch (would.verdict()) {
                case Verdict.Raise raise -> contact(would);
                case Verdict.HoldOut holdOut -> heldOut++;
                case Verdict.Suppress suppress -> suppressed++;
                case Verdict.Pass pass -> passed++;
                case Verdict.Postpone postpone -> throw new IllegalStateException("a verdict is final in the end");
            }
        }

        private void contact(Would would) {
            contacted++;
            perDay.merge(would.at().atOffset(ZoneOffset.UTC).toLocalDate(), 1, Integer::sum);
            if (would.reached() != null) {
                measured++;
                reached += would.reached() ? 1 : 0;
            }
            if (contacts.size() < LISTED) {
                contacts.add(new Contact(
                        would.customer(), would.at(), would.verdict().reason(), would.reached()));
            }
        }

        Report report(Playbook playbook, Instant since, Instant until) {
            return new Report(
                    playbook.id(),
                    since,
                    until,
                    customers,
                    contacted,
                    heldOut,
                    suppressed,
                    passed,
                    perDay,
                    measured,
                    reached,
                    measured == 0 ? null : Interval.share(measured - reached, measured, Interval.Z_95),
                    contacts);
        }
    }
}
