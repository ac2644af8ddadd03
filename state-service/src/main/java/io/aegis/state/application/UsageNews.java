package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.state.domain.UsageTally.FirstCall;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which customers have usage that nobody has drawn conclusions from yet. A customer is among them once, however much was
 * counted, so conclusions cost what the customers cost that changed.
 */
public interface UsageNews {
    /**
     * Customers whose news is oldest, which nobody else takes for a while.
     *
     * @param settled news younger than this is left, since more may follow
     */
    List<Item> take(int most, Duration settled, Duration lease);

    /** The news of these customers, whoever else has taken them. */
    List<Item> of(Collection<CustomerId> customers);

    /**
     * Conclusions were drawn: forgets the news, but not what was counted since it was taken. The last statement of the
     * transaction that holds the customers' locks.
     */
    void concluded(List<Item> items);

    /**
     * @param stamp of what was counted last
     * @param firstCall the earliest call that succeeded, of those that are news
     */
    record Item(CustomerId customer, long stamp, @Nullable FirstCall firstCall) {}
}
