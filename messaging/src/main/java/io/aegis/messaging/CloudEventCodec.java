package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.WireTime;
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
import java.util.Arrays;
import java.util.Locale;
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

    /** Names that came before, each in the place of its hash. Written by any thread: a string is published safely. */
    private static final @Nullable String[] KNOWN = new String[2048];

    private static final int LONGEST_KNOWN = 100;

    private CloudEventCodec() {}

    /** What a record turned out to be. */
    sealed interface Received {
        record Event(Envelope envelope, byte[] data) implements Received {}

        /** Not a CloudEvent that Aegis can place. */
        record Garbage(String reason) implements Received {}
    }

    static Received read(ConsumerRecord<String, byte[]> record) {
        byte[] value = Objects.requireNonNullElse(record.value(), NOTHING);
        try {
            Envelope usual = usual(record);
            if (usual != null) {
                return new Received.Event(usual, value);
            }
            String mode = mode(record);
            if (mode.startsWith(BATCHED)) {
                return new Received.Garbage("batched mode is not read: one event a record, please");
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

    /** The usual record in binary mode with JSON, straight from its headers; null for any that takes a closer look. */
    private static @Nullable Envelope usual(ConsumerRecord<String, byte[]> record) {
        String version = null;
        String id = "";
        String source = "";
        String type = "";
        String customer = null;
        String time = null;
        String correlation = null;
        String causation = null;
        String sequence = null;
        for (Header header : record.headers()) {
            if (header.value() == null) {
                return null;
            }
            switch (header.key()) {
                case "content-type" -> {
                    if (!"application/json".equals(known(header))) {
                        return null;
                    }
                }
                case "ce_specversion" -> version = known(header);
                case "ce_id" -> id = text(header);
                case "ce_source" -> source = known(header);
                case "ce_type" -> type = known(header);
                case "ce_subject" -> customer = known(header);
                case "ce_time" -> time = text(header);
                case "ce_correlationid" -> correlation = text(header);
                case "ce_causationid" -> causation = text(header);
                case "ce_sequence" -> sequence = text(header);
                default -> {}
            }
        }
        if (!"1.0".equals(version) || id.isEmpty() || source.isEmpty() || type.isEmpty() || customer == null) {
            return null;
        }
        return new Envelope(
                id,
                isPlain(source) ? source : URI.create(source).toString(),
                type,
                new CustomerId(customer),
                time == null ? Instant.ofEpochMilli(record.timestamp()) : WireTime.read(time),
                correlation == null ? id : correlation,
                causation,
                sequence == null ? null : Long.valueOf(sequence));
    }

    /** The same text again is the same string again, as far as is remembered: a batch of thousands keeps them. */
    private static String known(Header header) {
        byte[] value = header.value();
        if (value.length > LONGEST_KNOWN) {
            return text(header);
        }
        int slot = Arrays.hashCode(value) & KNOWN.length - 1;
        String last = KNOWN[slot];
        if (last == null || !isSame(last, value)) {
            last = text(header);
            KNOWN[slot] = last;
        }
        return last;
    }

    private static boolean isSame(String text, byte[] ascii) {
        if (text.length() != ascii.length) {
            return false;
        }
        for (int i = 0; i < ascii.length; i++) {
            if (text.charAt(i) != ascii[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** A name, or a path of names: a URI reference that needs no parser to be known as one. */
    private static boolean isPlain(String source) {
        char before = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!plain && (c != '/' || before == '/')) {
                return false;
            }
            before = c;
        }
        return true;
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
