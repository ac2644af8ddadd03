package io.aegis.messaging;

import io.aegis.contracts.Message;

/**
 * What a service does with one kind of message. Implementations are beans; a service has one handler for each type, and
 * messages of types without a handler are put aside as done.
 *
 * @param <M> a message record, or a sealed interface of message records
 */
public interface MessageHandler<M extends Message> {
    Class<M> handles();

    /**
     * Works one message. It is called on a worker thread, outside any transaction, never for two messages of one customer
     * at the same time, and again after a crash or failure. It may look things up first; it must end with exactly one
     * {@link Delivery#commit}, which makes everything it changes, and that the message was worked, one transaction.
     *
     * <p>An exception puts the message back, later and later, and after the configured attempts among the dead.
     */
    void handle(M message, Delivery delivery);

    /**
     * True when handling this message is nothing but its commit: nothing is looked up or called before it, and what comes
     * after it is given to {@link UnitOfWork#afterCommit}. Such messages, of many customers, are worked in one transaction;
     * when one of them fails, that is undone and each is worked by itself.
     */
    default boolean onlyCommits(M message) {
        return false;
    }
}
