package io.aegis.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.monitor.domain.HoldOut;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The retention discount as monitor lives through it; the test is everybody else: state, the front door, and with them the gate
 * and the person who approves. That it is held until then and applied once is onboarding's HeldMeansHeldTest.
 */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class RetentionDiscountTest {
    private static final String RETENTION = "retention-outreach";
    private static final int HELD_OUT = 10;

    @Inject
    TestClock clock;

    @Inject
    ListedDatabase database;

    private final CustomerId customer = Stream.generate(() -> new CustomerId("paying-" + UUID.randomUUID()))
            .filter(one -> !HoldOut.holds(RETENTION, HELD_OUT, one))
            .findFirst()
            .orElseThrow();

    private long version;

    @Test
    void is_asked_for_once_and_what_came_of_it_is_known() {
        try (Peer peer = new Peer(LocalPlatform.shared().bootstrapServers())) {
            tell(peer, health(HealthLevel.HEALTHY, HealthLevel.AT_RISK));
            awaitOccasions(1);
            clock.advance(Duration.ofDays(1));

            InterventionRaised raised = peer.awaitOne(
                            Topics.INTERVENTIONS, customer, InterventionRaised.class, this::isRetention)
                    .getFirst();
            assertThat(raised.proposals())
                    .containsExactly(new Offer(
                            "help",
                            "Give 15 % off for 3 months",
                            "discount.apply",
                            Json.object().put("percent", 15).put("months", 3)));

            // held at the gate for two days, in which the customer stays at risk and is told so again
            send(peer, Topics.INTERVENTIONS, new InterventionMet.Seen(raised.intervention(), customer, now()));
            clock.advance(Duration.ofDays(1));
            tell(peer, health(HealthLevel.NEEDS_ATTENTION, HealthLevel.AT_RISK));
            awaitOccasions(2);
            clock.advance(Duration.ofDays(1));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(decisions().getList("outcome")).containsExactly("suppressed", "raised"));
            assertThat(intervention().getString("[0].actedAt")).isNull();

            // a person approves, the agent applies, the customer answers, and is well again
            CustomerFact.DiscountApplied applied = new CustomerFact.DiscountApplied(15, 3, now());
            tell(peer, applied);
            tell(peer, applied);
            Instant answered = now();
            send(peer, Topics.INTERVENTIONS, new InterventionMet.Answered(raised.intervention(), customer, answered));
            CustomerFact well = health(HealthLevel.AT_RISK, HealthLevel.HEALTHY);
            tell(peer, well);

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(intervention().getString("[0].actedAt")).isEqualTo(answered.toString());
                assertThat(intervention().getString("[0].goalAt"))
                        .isEqualTo(well.at().toString());
            });
            assertThat(peer.read(Topics.INTERVENTIONS, customer, InterventionRaised.class).stream()
                            .filter(this::isRetention))
                    .containsExactly(raised);
        }
    }

    private CustomerFact health(HealthLevel from, HealthLevel to) {
        return new CustomerFact.HealthChanged(from, to, "a payment failed", HealthCause.PAYMENT_FAILED, now());
    }

    private void tell(Peer peer, CustomerFact fact) {
        HealthLevel level = fact instanceof CustomerFact.HealthChanged changed ? changed.to() : HealthLevel.AT_RISK;
        send(
                peer,
                Topics.CUSTOMERS,
                new CustomerChanged(Snapshots.of(customer, ++version, Tier.PRO, null, level), List.of(fact)));
    }

    private static void send(Peer peer, String topic, Message message) {
        peer.send(topic, "test", UUID.randomUUID().toString(), message);
    }

    private void awaitOccasions(int count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> database.query(
                                        "select 1 from occasion where customer = ? and playbook = ?",
                                        row -> row.getInt(1),
                                        customer.value(),
                                        RETENTION)
                                .size()
                        == count);
    }

    private JsonPath decisions() {
        return get("/api/playbooks/" + RETENTION + "/decisions?customer=" + customer);
    }

    private JsonPath intervention() {
        return get("/api/interventions?customer=" + customer);
    }

    private static JsonPath get(String path) {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of("success-manager"), null))
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private boolean isRetention(InterventionRaised one) {
        return one.playbook().equals(RETENTION);
    }
}
