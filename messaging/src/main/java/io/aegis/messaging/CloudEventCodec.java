package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 on Kafka. Aegis writes binary mode; it reads binary mode and JSON structured mode, the latter also
 * without a content-type header, as a console producer sends it. The customer is the subject, or else the record's key.
 */
final class CloudEventCodec {
    private static final JsonFormat JSON = new JsonFormat();
    /** The type under which a record that is no CloudEvent is kept. */
    static final String UNREADABLE = "aegis.unreadable.v1";

    private static final byte[] NOTHING = new byte[0];

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
            CloudEvent event = isBinary(record) ? binary(record) : JSON.deserialize(value);
            String customer = event.getSubject() == null ? record.key() : event.getSubject();
            if (customer == null) {
                return new Received.Garbage("no subject and no key: whose event is it?");
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
                    event.getData() == null ? NOTHING : event.getData().toBytes());
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

    private static boolean isBinary(ConsumerRecord<String, byte[]> record) {
        return record.headers().lastHeader("ce_specversion") != null;
    }

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
