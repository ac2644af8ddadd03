package io.aegis.approval;

import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Topics;
import io.aegis.contracts.WireTypes;
import io.aegis.local.testing.LocalPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What an agent at the other end of the broker sends and sees. */
final class Wire implements AutoCloseable {
    private static final Map<String, Object> BROKER =
            Map.of("bootstrap.servers", LocalPlatform.shared().bootstrapServers());

    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(BROKER, new StringSerializer(), new ByteArraySerializer());
    private final KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(BROKER, new StringDeserializer(), new ByteArrayDeserializer());
    private final List<Told> told = new ArrayList<>();

    /** A decision, and the agent it went to. */
    record Told(AgentName to, ActionDecision decision, String correlation) {}

    Wire() {
        consumer.assign(Arrays.stream(AgentName.values())
                .flatMap(agent -> Stream.iterate(0, partition -> partition + 1)
                        .limit(8)
                        .map(partition -> new TopicPartition(Topics.actions(agent), partition)))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    void propose(ProposedAction action) {
        send(new ActionProposed(action), "correlation-" + action.id());
    }

    void send(Message message, String correlation) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.PROPOSED, message.customer().value(), Json.bytes(message));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "query",
                        "ce_type",
                        WireTypes.of(message.getClass()),
                        "ce_subject",
                        message.customer().value(),
                        "ce_correlationid",
                        correlation,
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Waits for the first decision that fits, and returns all of that customer up to it, in the order of each topic. */
    List<Told> until(CustomerId customer, Predicate<ActionDecision> last) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    consumer.poll(Duration.ofMillis(50)).forEach(record -> told.add(read(record)));
                    return of(customer).stream().anyMatch(one -> last.test(one.decision));
                });
        return of(customer);
    }

    /** Waits for a decision of a kind on an action, and returns it. */
    <D extends ActionDecision> Told first(ProposedAction action, Class<D> kind) {
        Predicate<ActionDecision> fits =
                decision -> kind.isInstance(decision) && decision.action().id().equals(action.id());
        return until(action.customer(), fits).stream()
                .filter(one -> fits.test(one.decision))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Everything that the customer's agents were told of an action. It waits for a later action of the customer to come
     * through, so that whatever the gate had to say before that has been said.
     */
    List<Told> everythingOn(ActionId action, ProposedAction later) {
        propose(later);
        return until(later.customer(), decision -> decision.action().id().equals(later.id())).stream()
                .filter(one -> one.decision.action().id().equals(action))
                .toList();
    }

    private List<Told> of(CustomerId customer) {
        return told.stream()
                .filter(one -> one.decision.customer().equals(customer))
                .toList();
    }

    private static Told read(ConsumerRecord<String, byte[]> record) {
        Class<? extends ActionDecision> type = WireTypes.leaves(ActionDecision.class).stream()
                .filter(leaf -> WireTypes.of(leaf).equals(header(record, "ce_type")))
                .findFirst()
                .orElseThrow();
        AgentName to = Arrays.stream(AgentName.values())
                .filter(agent -> Topics.actions(agent).equals(record.topic()))
                .findFirst()
                .orElseThrow();
        return new Told(to, Json.read(record.value(), type), header(record, "ce_correlationid"));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
