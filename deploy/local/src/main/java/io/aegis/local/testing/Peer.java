package io.aegis.local.testing;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Another service of Aegis at the other end of the {@link Wire}: it speaks in messages. For tests that have contracts. */
public final class Peer implements AutoCloseable {
    private final Wire wire;

    public Peer(String bootstrapServers) {
        this.wire = new Wire(bootstrapServers);
    }

    /** For records that are no messages. */
    public Wire wire() {
        return wire;
    }

    /** @param id the event's id: the same again is a repeated record */
    public void send(String topic, String source, String id, Message message) {
        send(topic, source, id, null, message);
    }

    /** @param sequence of the source's messages about this customer */
    public void send(String topic, String source, String id, @Nullable Long sequence, Message message) {
        wire.send(
                topic,
                source,
                id,
                sequence,
                WireTypes.of(message.getClass()),
                message.customer().value(),
                Json.text(message));
    }

    /** What the topic says of a customer now, of one type or sealed family, in its order. */
    public <M extends Message> List<M> read(String topic, CustomerId customer, Class<M> type) {
        return read(wire.read(topic, told(customer, type)), type);
    }

    /** The same, once there is so much of it. */
    public <M extends Message> List<M> await(String topic, CustomerId customer, Class<M> type, int atLeast) {
        return read(wire.await(topic, atLeast, told(customer, type)), type);
    }

    /** The same, once something of it fits. */
    public <M extends Message> List<M> awaitOne(
            String topic, CustomerId customer, Class<M> type, Predicate<? super M> fits) {
        return read(
                wire.await(
                        List.of(topic),
                        told(customer, type),
                        found -> read(found, type).stream().anyMatch(fits)),
                type);
    }

    /** Of one customer, and of one type or sealed family. */
    public static Predicate<Wire.Found> told(CustomerId customer, Class<? extends Message> type) {
        var names = WireTypes.leaves(type).stream().map(WireTypes::of).collect(Collectors.toSet());
        return found -> customer.value().equals(found.key()) && names.contains(found.type());
    }

    /** A record as the message that it names. */
    public static <M extends Message> M read(Wire.Found found, Class<M> type) {
        Class<? extends M> leaf = WireTypes.leaves(type).stream()
                .filter(one -> WireTypes.of(one).equals(found.type()))
                .findFirst()
                .orElseThrow();
        return Json.read(found.value(), leaf);
    }

    private static <M extends Message> List<M> read(List<Wire.Found> found, Class<M> type) {
        return found.stream().<M>map(one -> read(one, type)).toList();
    }

    @Override
    public void close() {
        wire.close();
    }
}
