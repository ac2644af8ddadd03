package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 on Kafka. Aegis writes binary mode; it reads binary mode and JSON structured mode, the latter also
 * without a content-type header, as a console producer sends it. Whose event it is, it says itself: by its subject, or else
 * by {@code customer} in its data. The record's key counts when it says neither.
 */
final class CloudEventCodec {
    private static final JsonFormat JSON = new JsonFormat();
    /** The type under which a record that is no CloudEvent is kept. */
    static final String UNREADABLE = "aegis.unreadable.v1";

    private static final byte[] NOTHING = new byte[0];
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCHED = "application/cloudevents-batch";
    private static final String PREFIX = "ce_";

    private CloudEventCodec() {}

    /** What a record turned out to be. */
    sealed interface Received {
        record Event(Envelope envelope, byte[] data) implements Received {}

        /** Not a CloudEvent that Aegis can place. */
        record Garbage(String reason) implements Received {}
    }

    static Received read(ConsumerRecord<String, byte[]> record) {
        byte[] value = Objects.requireNonNullElse(record.value(), NOTHING);
        String mode = mode(record);
        if (mode.startsWith(BATCHED)) {
            return new Received.Garbage("batched mode is not read: one event a record, please");
        }
        try {
            Envelope usual = mode.startsWith(STRUCTURED) ? null : usual(record);
            if (usual != null) {
                return new Received.Event(usual, value);
            }
            CloudEvent event = isBinary(record, mode) ? binary(record) : JSON.deserialize(value);
            byte[] data = event.getData() == null ? NOTHING : event.getData().toBytes();
            String customer = event.getSubject() == null ? customerIn(data, record.key()) : event.getSubject();
            if (customer == null) {
                return new Received.Garbage("no subject, no customer in the data and no key: whose event is it?");
            }
            return new Received.Event(
                    new Envelope(
                            event.getId(),
                            event.getSource().toString(),
                            event.getType(),
                            new CustomerId(customer),
                            event.getTime() == null
                                    ? Instant.ofEpochMilli(record.timestamp())
                                    : event.getTime().toInstant(),
                            Objects.requireNonNullElse(text(event, "correlationid"), event.getId()),
                            text(event, "causationid"),
                            number(event, "sequence")),
                    data);
        } catch (IllegalArgumentException e) {
            return new Received.Garbage(
                    "an attribute is malformed: " + e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            // Anybody writes to a topic, and the CloudEvents reader fails in many ways: none may stop the partition.
            return new Received.Garbage("not a CloudEvent 1.0: " + e.getClass().getSimpleName());
        }
    }

    static ProducerRecord<String, byte[]> write(
            String topic, Envelope envelope, byte[] data, @Nullable String deadReason) {
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(envelope.id())
                .withSource(URI.create(envelope.source()))
                .withType(envelope.type())
                .withSubject(envelope.customer().value())
                .withTime(OffsetDateTime.ofInstant(envelope.time(), ZoneOffset.UTC))
                .withExtension("correlationid", envelope.correlation())
                .withDataContentType("application/json")
                .withData(data);
        if (envelope.causation() != null) {
            event.withExtension("causationid", envelope.causation());
        }
        if (envelope.sequence() != null) {
            event.withExtension("sequence", Long.toString(envelope.sequence()));
        }
        if (deadReason != null) {
            event.withExtension("deadreason", deadReason);
        }
        return KafkaMessageFactory.<String>createWriter(
                        topic, null, null, envelope.customer().value())
                .writeBinary(event.build());
    }

    /** The usual record in binary mode, straight from its headers; null for any that takes a closer look. */
    private static @Nullable Envelope usual(ConsumerRecord<String, byte[]> record) {
        Map<String, String> attributes = HashMap.newHashMap(16);
        for (Header header : record.headers()) {
            if (header.value() == null) {
                return null;
            }
            if (header.key().startsWith(PREFIX)) {
                attributes.put(
                        header.key().substring(PREFIX.length()), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        String id = attributes.getOrDefault("id", "");
        String source = attributes.getOrDefault("source", "");
        String type = attributes.getOrDefault("type", "");
        String customer = attributes.get("subject");
        String time = attributes.get("time");
        String sequence = attributes.get("sequence");
        if (!"1.0".equals(attributes.get("specversion"))
                || id.isEmpty()
                || source.isEmpty()
                || type.isEmpty()
                || customer == null) {
            return null;
        }
        return new Envelope(
                id,
                URI.create(source).toString(),
                type,
                new CustomerId(customer),
                time == null
                        ? Instant.ofEpochMilli(record.timestamp())
                        : OffsetDateTime.parse(time).toInstant(),
                attributes.getOrDefault("correlationid", id),
                attributes.get("causationid"),
                sequence == null ? null : Long.valueOf(sequence));
    }

    /** The content type decides between the modes; what has none is structured unless it has the headers of binary mode. */
    private static boolean isBinary(ConsumerRecord<String, byte[]> record, String mode) {
        return !mode.startsWith(STRUCTURED) && record.headers().lastHeader("ce_specversion") != null;
    }

    private static String mode(ConsumerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader("content-type");
        return type == null || type.value() == null
                ? ""
                : new String(type.value(), StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    }

    /** @param otherwise what to say when the data names no customer, or cannot be read */
    private static @Nullable String customerIn(byte[] data, @Nullable String otherwise) {
        try {
            String customer = Json.read(data, Owner.class).customer();
            return customer == null ? otherwise : customer;
        } catch (Json.Unreadable e) {
            return otherwise;
        }
    }

    /** What any content may say of its customer. */
    private record Owner(@Nullable String customer) {}

    private static CloudEvent binary(ConsumerRecord<String, byte[]> record) {
        MessageReader reader = KafkaMessageFactory.createReader(record.headers(), record.value());
        return reader.toEvent();
    }

    private static @Nullable String text(CloudEvent event, String extension) {
        Object value = event.getExtension(extension);
        return value == null ? null : value.toString();
    }

    private static @Nullable Long number(CloudEvent event, String extension) {
        String value = text(event, extension);
        return value == null ? null : Long.valueOf(value);
    }
}
