package io.aegis.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of the one list, deploy/topics.yaml, each with its dead letters. */
public final class Topics {
    private static final Map<String, String> FOR_GOOD = Map.of("retention.ms", "-1", "retention.bytes", "-1");

    private Topics() {}

    /** Topic names and their partitions, dead-letter topics included, sorted by name. */
    public static Map<String, Integer> all() {
        Map<String, Integer> topics = new TreeMap<>();
        listed().forEach((name, words) -> {
            topics.put(name, Integer.valueOf(words[0]));
            topics.put(name + ".dlq", 1);
        });
        return topics;
    }

    /** Those whose records never leave. */
    static Set<String> keptForGood() {
        Map<String, String[]> listed = new TreeMap<>(listed());
        listed.values().removeIf(words -> words.length == 1);
        return listed.keySet();
    }

    /** What is said of each: partitions, and {@code for-good}. */
    private static Map<String, String[]> listed() {
        Properties lines = new Properties();
        try (InputStream list = Objects.requireNonNull(Topics.class.getResourceAsStream("topics.yaml"))) {
            lines.load(new InputStreamReader(list, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> lines.getProperty(name).strip().split(" +")));
    }

    /**
     * Creates what is missing, with the broker's default replication. Topics that exist are left as they are. Waits up
     * to {@code limit} for the broker to answer.
     *
     * @throws LocalFailure when the broker does not answer in time
     */
    public static void create(String bootstrapServers, Duration limit) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                "20",
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                "200",
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                "20",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) limit.toMillis());
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing = admin.listTopics().names().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            List<NewTopic> missing = all().entrySet().stream()
                    .filter(topic -> !existing.contains(topic.getKey()))
                    .map(topic -> new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.empty())
                            .configs(keptForGood().contains(topic.getKey()) ? FOR_GOOD : Map.of()))
                    .toList();
            admin.createTopics(missing).all().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new LocalFailure("Kafka at %s: %s".formatted(bootstrapServers, e.getCause()), e);
            }
        } catch (TimeoutException e) {
            throw new LocalFailure("Kafka at %s does not answer".formatted(bootstrapServers), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted while creating topics", e);
        }
    }
}
