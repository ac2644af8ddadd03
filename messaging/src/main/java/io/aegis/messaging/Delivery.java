package io.aegis.messaging;

import io.aegis.contracts.Envelope;
import io.aegis.contracts.Message;
import java.util.List;
import java.util.function.Consumer;

/** One message on its way through its handler. */
public interface Delivery {
    Envelope envelope();

    /** True when a failure now would be the last: a handler that owes somebody an answer gives it instead of failing. */
    boolean lastAttempt();

    /**
     * What waits behind this message for the same customer, of one type and in order: for a handler that takes long, and may
     * do less once it hears of it. The messages are worked later all the same. One that cannot be read is left out.
     */
    <M extends Message> List<M> waiting(Class<M> type);

    /**
     * What of one type is worked in the same transaction, this message among them, so that what all of them need can be read
     * at once. A message that is not known to share a transaction yet is told of it inside {@link #commit}. Some of them may
     * turn out to be worked already.
     */
    <M extends Message> List<M> together(Class<M> type);

    /**
     * Does the work and marks the message worked, in one transaction that holds the customer's lock. The work does not run
     * when the message turns out to be worked already, by another replica or in an earlier life.
     */
    void commit(Consumer<UnitOfWork> work);
}
