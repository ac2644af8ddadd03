package io.aegis.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(value = WebhookReceiver.class, restrictToAnnotatedClass = true)
class WebhookTest {
    @Inject
    TestClock clock;

    private final CustomerId customer = new CustomerId("customer-" + UUID.randomUUID());

    @Test
    void an_intervention_is_posted_until_it_is_taken() {
        try (Peer peer = new Peer(LocalPlatform.shared().bootstrapServers())) {
            peer.send(
                    Topics.CUSTOMERS,
                    "state",
                    UUID.randomUUID().toString(),
                    new CustomerChanged(
                            Snapshots.trial(customer, 1),
                            List.of(new CustomerFact.KeyIssued(
                                    new KeyId("key-1"),
                                    Environment.TEST,
                                    "1234",
                                    clock.instant().minus(Duration.ofHours(24))))));
            InterventionRaised raised = peer.await(Topics.INTERVENTIONS, customer, InterventionRaised.class, 1)
                    .getFirst();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(posted()).hasSize(2).allSatisfy(one -> {
                        assertThat(one.delivery())
                                .isEqualTo(raised.intervention().value());
                        assertThat(one.signed()).isTrue();
                        assertThat(Json.read(one.body(), InterventionRaised.class))
                                .isEqualTo(raised);
                    }));
        }
    }

    private List<WebhookReceiver.Posted> posted() {
        String receiver = ConfigProvider.getConfig().getValue("webhook.receiver", String.class);
        return List.of(Json.read(given().get(receiver + "/got").asByteArray(), WebhookReceiver.Posted[].class));
    }
}
