package io.aegis.query.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TurnId;
import io.aegis.query.domain.Gap;
import java.time.Instant;
import java.util.List;

/** The port to the gaps that are kept. What changes them is part of the caller's transaction. */
public interface GapStore {
    /** A gap with the vector of its question. */
    record Known(long id, float[] vector) {}

    /** Counts a turn, once; false when it was counted before. Whoever counts next waits for the end of the transaction. */
    boolean count(TurnId turn, Instant at);

    List<Known> known();

    void open(String question, CustomerId customer, float[] vector, Instant at);

    void askedAgain(long gap, Instant at);

    /** Forgets those that nobody asked for the longest time, beyond that many. */
    void keep(int most);

    /** The most frequent first, of those the latest. */
    List<Gap> mostFrequent(int most);
}
