package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.state.domain.ChurnHistory;
import java.util.List;

/** Where the customers' past is read from, to learn from it. */
public interface ChurnHistories {
    /** Some customers, all when there are fewer: the same each time, and in no order that means anything. */
    List<CustomerId> some(int limit);

    /** The whole past of these customers. */
    List<ChurnHistory> of(List<CustomerId> customers);
}
