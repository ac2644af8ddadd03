package io.aegis.messaging;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;

/** Reads the topics of this service's {@link BatchHandler}s. */
@ApplicationScoped
class BatchIntake {
    private final List<? extends BatchConsumer<?>> consumers;

    BatchIntake(
            @All List<BatchHandler<?>> handlers,
            Batches batches,
            Relay relay,
            MessagingConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.consumers = handlers.stream()
                .map(handler -> new BatchConsumer<>(
                        handler, batches, relay, kafka, "aegis-" + config.source(), config.replica()))
                .toList();
    }

    void start(@Observes StartupEvent event) {
        consumers.forEach(BatchConsumer::start);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        for (BatchConsumer<?> consumer : consumers) {
            consumer.stop();
        }
    }

    boolean alive() {
        return consumers.stream().allMatch(BatchConsumer::alive);
    }
}
