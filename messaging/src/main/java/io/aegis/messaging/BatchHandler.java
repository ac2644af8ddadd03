package io.aegis.messaging;

import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import java.util.List;

/**
 * What a service does with a topic that is too busy for a row and a transaction a message. The topic's messages come in
 * batches, each counted once: those of one partition in their order, of all customers together, without any customer's lock.
 * Implementations are beans; the topic is not among those of the inbox.
 *
 * @param <M> a message record, or a sealed interface of message records; other types on the topic are passed over
 */
public interface BatchHandler<M extends Message> {
    Class<M> handles();

    String topic();

    /**
     * Reads one message, on the thread that reads the topic.
     *
     * @throws Json.Unreadable when the bytes do not fit the type: it is dead at once
     */
    default M read(byte[] data, Class<? extends M> type) {
        return Json.read(data, type);
    }

    /**
     * Looks at one message before it is part of a batch, on the thread that reads the topic.
     *
     * @throws IllegalArgumentException when it cannot be meant: it is dead at once, with the exception's words
     */
    default void check(M message) {}

    /**
     * Stores messages that did not come before, in the transaction that also remembers how far the topic was read. When it
     * throws, nothing of the batch is stored: it is tried again when the database was away, and else in halves, until what
     * cannot be stored is alone, and dead. It takes rows in one order everywhere, since batches are stored side by side.
     */
    void handle(List<M> messages);

    /** Runs after each commit, on the thread that stores. It must be quick and must not fail. */
    default void committed() {}
}
