package io.aegis.e2e.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Usage and billing events as an outside producer sends them: CloudEvents in binary mode, keyed by the customer. */
final class UsageLoad implements AutoCloseable {
    private static final String[] ENDPOINTS = {
        "/v2/subscriptions", "/v2/customers/4711", "/v2/invoices", "/v2/plans", "/v2/payment_sources"
    };

    private final KafkaProducer<String, byte[]> producer;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicReference<Exception> failed = new AtomicReference<>();
    private long sent;

    UsageLoad(String bootstrapServers) {
        // One request at a time: of two, a topic that was just made may refuse the first and take the second, and
        // then refuses the first as out of order whenever it is sent again.
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "linger.ms",
                        20,
                        "batch.size",
                        256 << 10,
                        "max.in.flight.requests.per.connection",
                        1),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** One call each, of so many customers in turn; about one in twenty-five fails. */
    void usage(String topic, String prefix, int customers, int events) {
        String at = Instant.now().toString();
        for (int i = 0; i < events; i++) {
            String customer = prefix + i % customers;
            int status = i % 25 == 7 ? 401 : 200;
            send(topic, customer, "aegis.usage.recorded.v1", """
                    {"at":"%s","calls":1,"customer":"%s","endpoint":"%s","environment":"production","keyHint":"ab12","status":%d}""".formatted(
                            at, customer, ENDPOINTS[(i / customers) % ENDPOINTS.length], status));
        }
        flush();
    }

    /** Payments that arrive, each of an invoice of its own. */
    void billing(String topic, String prefix, int customers, int events) {
        for (int i = 0; i < events; i++) {
            String customer = prefix + i % customers;
            send(topic, customer, "aegis.billing.invoice_paid.v1", """
                    {"customer":"%s","invoice":"in_%s_%d","amount":{"minorUnits":4900,"currency":"EUR"}}""".formatted(customer, run, i));
        }
        flush();
    }

    private void send(String topic, String customer, String type, String json) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, customer, json.getBytes(StandardCharsets.UTF_8));
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", run + "-" + sent++);
        header(record, "ce_source", "bench");
        header(record, "ce_type", type);
        header(record, "ce_subject", customer);
        header(record, "content-type", "application/json");
        producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                failed.compareAndSet(null, failure);
            }
        });
    }

    /** @throws IllegalStateException when the broker did not take all of it: what is measured then is not what was meant */
    private void flush() {
        producer.flush();
        Exception failure = failed.getAndSet(null);
        if (failure != null) {
            throw new IllegalStateException("not everything was sent", failure);
        }
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close();
    }
}
