package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.monitor.domain.Backtest.Told;
import java.time.Instant;
import java.util.List;

/** All that was told of customers, with when it happened and when it was told. Takes part in the caller's transaction. */
public interface HistoryStore {
    /**
     * Some customers of whom something was told since, in the order of their ids.
     *
     * @param after where the last ones ended; empty at the beginning
     */
    List<CustomerId> customers(String after, Instant since, int most);

    /** Forgets at most so many changes that were told before. @return how many */
    int forget(Instant before, int most);

    /** Oldest first. */
    List<Told> told(CustomerId customer, Instant since);

    /** When the customer was spoken to unasked, by anything but the playbook. */
    List<Instant> contacts(CustomerId customer, String butNotBy, Instant since);
}
