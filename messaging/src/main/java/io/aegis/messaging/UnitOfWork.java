package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import java.time.Instant;

/**
 * The inside of a business transaction, which holds its customer's lock. What is published here leaves if and only if the
 * transaction commits. Not to be kept beyond the call that it was given to.
 */
public interface UnitOfWork {
    CustomerId customer();

    /**
     * Sends a message, after commit, in the order of commits.
     *
     * @return its sequence number, to be waited for by whoever must see its consequence
     */
    long publish(String topic, Message message);

    /** Sends a message to this service itself; it comes after everything that already waits for this customer. */
    void enqueue(PrivateMessage message);

    /**
     * The same for what an outside system sent under an id of its own: it is worked once, for as long as the inbox keeps it.
     *
     * @param source the outside system; the message comes to its handler as from there
     * @return false when it is there already, and nothing was changed
     */
    boolean enqueueOnce(String source, String id, PrivateMessage message);

    /**
     * Sends a message to this service itself at a time, also when nobody runs then. A timer of the same name for this
     * customer is replaced.
     */
    void schedule(String name, Instant due, PrivateMessage message);

    /**
     * Runs when the transaction has committed, on the thread that did, and never otherwise. It must be quick. That it failed is
     * logged, and changes nothing.
     */
    void afterCommit(Runnable action);

    /** Forgets a timer; nothing happens when there is none. */
    void cancel(String name);

    /**
     * Empties what this service received about the customer and has worked or given up. That it came is still known, so
     * nothing is worked twice; a dead message cannot be retried any more.
     */
    void emptyReceived();
}
