package io.aegis.messaging;

import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the handler of a message by its wire name. */
@ApplicationScoped
class Handlers {
    private final Map<String, Typed<?>> byType = new HashMap<>();

    Handlers(@All List<MessageHandler<?>> handlers) {
        handlers.forEach(this::register);
    }

    private <M extends Message> void register(MessageHandler<M> handler) {
        for (Class<? extends M> leaf : WireTypes.leaves(handler.handles())) {
            if (byType.put(WireTypes.of(leaf), new Typed<>(leaf, handler)) != null) {
                throw new IllegalStateException("two handlers for " + WireTypes.of(leaf));
            }
        }
    }

    /** Hands the message to its handler; a type that nobody here handles is put aside as done. */
    void handle(InboxRow row, Delivery delivery) {
        Typed<?> typed = byType.getOrDefault(row.envelope().type(), byType.get(WireTypes.of(Unrecognised.class)));
        if (typed == null) {
            delivery.commit(unit -> {});
        } else {
            typed.handle(row, delivery);
        }
    }

    private record Typed<M extends Message>(Class<? extends M> type, MessageHandler<M> handler) {
        void handle(InboxRow row, Delivery delivery) {
            if (type == Unrecognised.class) {
                handler.handle(type.cast(Unrecognised.of(row)), delivery);
                return;
            }
            if (PrivateMessage.class.isAssignableFrom(type) && !row.topic().equals(InboxRow.SELF)) {
                throw new Misdirected("a private message came over a topic");
            }
            M message = Json.read(row.data(), type);
            if (!message.customer().equals(row.envelope().customer())) {
                throw new Misdirected("the content names another customer than the subject");
            }
            handler.handle(message, delivery);
        }
    }

    /** The message is not for whom it was sent to; trying again does not help. */
    static final class Misdirected extends RuntimeException {
        Misdirected(String message) {
            super(message);
        }
    }
}
