package io.aegis.messaging;

import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Finds the handler of a message by its wire name. */
@ApplicationScoped
class Handlers {
    private static final Logger LOG = Logger.getLogger(Handlers.class);

    private final Map<String, Typed<?>> byType = new HashMap<>();

    Handlers(@All List<MessageHandler<?>> handlers, @All List<BatchHandler<?>> batches) {
        handlers.forEach(this::register);
        batches.forEach(this::registerBatch);
    }

    /** A message of a batch that was dead, and that somebody retries. */
    private <M extends Message> void registerBatch(BatchHandler<M> handler) {
        register(new OneOfABatch<>(handler));
    }

    private <M extends Message> void register(MessageHandler<M> handler) {
        for (Class<? extends M> leaf : WireTypes.leaves(handler.handles())) {
            if (byType.put(WireTypes.of(leaf), new Typed<>(leaf, handler)) != null) {
                throw new IllegalStateException("two handlers for " + WireTypes.of(leaf));
            }
        }
    }

    /**
     * The message, read, and whose it is. A type that nobody here handles is put aside as done.
     *
     * @throws Json.Unreadable when the content does not fit the type
     * @throws Misdirected when the message is not for whom it was sent to
     */
    Opened open(InboxRow row) {
        Typed<?> typed = byType.getOrDefault(row.envelope().type(), byType.get(WireTypes.of(Unrecognised.class)));
        return typed == null ? new Nobodys() : typed.open(row);
    }

    /** The message, if it can be read and needs nothing but its commit. */
    Optional<Opened> onlyCommits(InboxRow row) {
        try {
            return Optional.of(open(row)).filter(Opened::onlyCommits);
        } catch (Json.Unreadable | Misdirected e) {
            LOG.debug("a message is left to itself", e);
            return Optional.empty();
        }
    }

    /** A message in its handler's hands. */
    interface Opened {
        boolean onlyCommits();

        /** The message itself; nothing of one that nobody handles. */
        Optional<Message> read();

        void handle(Delivery delivery);
    }

    private record Nobodys() implements Opened {
        @Override
        public boolean onlyCommits() {
            return true;
        }

        @Override
        public Optional<Message> read() {
            return Optional.empty();
        }

        @Override
        public void handle(Delivery delivery) {
            delivery.commit(unit -> {});
        }
    }

    private record OneOfABatch<M extends Message>(BatchHandler<M> handler) implements MessageHandler<M> {
        @Override
        public Class<M> handles() {
            return handler.handles();
        }

        @Override
        public void handle(M message, Delivery delivery) {
            handler.check(message);
            delivery.commit(unit -> {
                handler.handle(List.of(message));
                unit.afterCommit(handler::committed);
            });
        }
    }

    private record Handled<M extends Message>(M message, MessageHandler<M> handler) implements Opened {
        @Override
        public boolean onlyCommits() {
            return handler.onlyCommits(message);
        }

        @Override
        public Optional<Message> read() {
            return Optional.of(message);
        }

        @Override
        public void handle(Delivery delivery) {
            handler.handle(message, delivery);
        }
    }

    private record Typed<M extends Message>(Class<? extends M> type, MessageHandler<M> handler) {
        Opened open(InboxRow row) {
            if (type == Unrecognised.class) {
                return new Handled<>(type.cast(Unrecognised.of(row)), handler);
            }
            if (PrivateMessage.class.isAssignableFrom(type) && !row.topic().equals(InboxRow.SELF)) {
                throw new Misdirected("a private message came over a topic");
            }
            M message = Json.read(row.data(), type);
            if (!message.customer().equals(row.envelope().customer())) {
                throw new Misdirected("the content names another customer than the subject");
            }
            return new Handled<>(message, handler);
        }
    }

    /** The message is not for whom it was sent to; trying again does not help. */
    static final class Misdirected extends RuntimeException {
        Misdirected(String message) {
            super(message);
        }
    }
}
