package io.aegis.state.application;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.state.domain.UsageTally.FirstCall;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Draws conclusions from usage: the first call, a validated integration, health. What was counted for a customer in the
 * meantime is looked at once.
 */
@ApplicationScoped
public class UsageReviews {
    private static final Logger LOG = Logger.getLogger(UsageReviews.class);
    private static final int TOGETHER = 50;
    private static final Duration SETTLED = Duration.ofMillis(300);
    /** How long the news of a customer waits when whoever took it is killed, or cannot conclude. */
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final UsageNews news;
    private final Chronicle chronicle;
    private final Transactions transactions;

    UsageReviews(UsageNews news, Chronicle chronicle, Transactions transactions) {
        this.news = news;
        this.chronicle = chronicle;
        this.transactions = transactions;
    }

    /**
     * Reviews customers with news, of all replicas' counting. Under a load without end a customer has news again before the
     * others were looked at: what came during a round is left to the next one, so each round has an end.
     *
     * @param underway how long this round has been going on
     * @return false when there were none, or fewer than are reviewed at once
     */
    public boolean next(Duration underway) {
        Duration age = underway.compareTo(SETTLED) > 0 ? underway : SETTLED;
        List<UsageNews.Item> items = QuarkusTransaction.requiringNew().call(() -> news.take(TOGETHER, age, LEASE));
        if (items.isEmpty()) {
            return false;
        }
        try {
            conclude(items);
        } catch (RuntimeException e) {
            LOG.warnf(e, "reviews are done one by one, customers=%d", items.size());
            items.forEach(this::concludeAlone);
        }
        return items.size() == TOGETHER;
    }

    /** Reviews these customers at once, so that who counted for them finds it all done. */
    public void of(Collection<CustomerId> customers) {
        List<CustomerId> all = customers.stream().distinct().toList();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            List<UsageNews.Item> items = news.of(all.subList(from, Math.min(from + TOGETHER, all.size())));
            if (!items.isEmpty()) {
                conclude(items);
            }
        }
    }

    /** One whose review fails stays among the news, and delays nobody. */
    private void concludeAlone(UsageNews.Item item) {
        try {
            conclude(List.of(item));
        } catch (RuntimeException e) {
            LOG.errorf(e, "a review failed, customer=%s", item.customer());
        }
    }

    private void conclude(List<UsageNews.Item> items) {
        Origin origin = new Origin(
                "usage",
                "usage-" + items.getFirst().stamp(),
                "usage-" + items.getFirst().stamp());
        transactions.runAll(
                items.stream().map(UsageNews.Item::customer).toList(), Cause.first(origin.correlation()), units -> {
                    chronicle.expect(units);
                    for (int i = 0; i < items.size(); i++) {
                        learn(units.get(i), origin, items.get(i));
                    }
                    news.concluded(items);
                });
    }

    private void learn(UnitOfWork unit, Origin origin, UsageNews.Item item) {
        FirstCall first = item.firstCall();
        chronicle.learn(
                unit,
                origin,
                first == null
                        ? List.of()
                        : List.of(new CustomerFact.FirstApiCallMade(first.environment(), first.at())));
    }
}
