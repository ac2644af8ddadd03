package io.aegis.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left of a customer when he is erased, on a real broker and a real database. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ErasureTest {
    private static Peer peer;

    @Inject
    TestClock clock;

    private final CustomerId customer = new CustomerId("customer-" + UUID.randomUUID());

    /** Personal, and found nowhere else. */
    private final String secret = "s" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void nothing_personal_is_left_in_any_table_and_late_word_brings_nothing_back() {
        tell(1, keyIssued());
        tell(2, atRisk());
        peer.await(Topics.INTERVENTIONS, customer, InterventionRaised.class, 1);
        assertThat(Tables.holding("aegis_monitor", secret)).contains("history", "inbox", "occasion", "watch");

        peer.send(Topics.ERASURES, "state", customer + "-erased", new CustomerErased(customer, 5, now()));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(holding()).isEmpty());
        tell(4, keyIssued());
        tell(3, atRisk());
        peer.send(Topics.CUSTOMERS, "state", UUID.randomUUID().toString(), changed(5, "nobody", "erased"));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(Tables.holding("aegis_monitor", "nobody-" + customer))
                        .contains("history"));

        assertThat(holding()).isEmpty();
        clock.advance(Duration.ofHours(25));
        peer.send(Topics.CUSTOMERS, "state", UUID.randomUUID().toString(), changed(6, "nobody", "15 % failed"));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> decisions().body("findAll { it.playbook == 'error-debugging' }.size()", Matchers.is(3)));
        assertThat(peer.read(Topics.INTERVENTIONS, customer, InterventionRaised.class))
                .as("nothing of what was waited for before")
                .extracting(InterventionRaised::playbook)
                .containsOnly("error-debugging");
        decisions()
                .body("find { it.playbook == 'onboarding-check-in' }.outcome", Matchers.is("passed"))
                .body("find { it.playbook == 'onboarding-check-in' }.reason", Matchers.is("erased"));
        assertThat(holding()).isEmpty();
    }

    private ValidatableResponse decisions() {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of("success-manager"), null))
                .get("/api/interventions/decisions?customer=" + customer)
                .then()
                .statusCode(200);
    }

    private List<String> holding() {
        return Tables.holding("aegis_monitor", secret);
    }

    private void tell(long version, CustomerFact fact) {
        CustomerSnapshot now = snapshot(version, secret);
        peer.send(Topics.CUSTOMERS, "state", UUID.randomUUID().toString(), new CustomerChanged(now, List.of(fact)));
    }

    private CustomerChanged changed(long version, String name, String reason) {
        return new CustomerChanged(snapshot(version, name + "-" + customer), List.of(atRisk(reason)));
    }

    private CustomerSnapshot snapshot(long version, String name) {
        CustomerSnapshot trial = Snapshots.of(
                customer, version, Tier.TRIAL, null, HealthLevel.AT_RISK, CustomerSnapshot.Contact.UNKNOWN);
        return new CustomerSnapshot(
                customer,
                version,
                name,
                name + "@example.org",
                trial.stage(),
                trial.tier(),
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                List.of(),
                trial.health(),
                trial.billing(),
                trial.contact());
    }

    private CustomerFact keyIssued() {
        return new CustomerFact.KeyIssued(new KeyId("key-" + UUID.randomUUID()), Environment.TEST, "1234", now());
    }

    private CustomerFact atRisk() {
        return atRisk("many calls of " + secret + " failed");
    }

    private CustomerFact atRisk(String reason) {
        return new CustomerFact.HealthChanged(
                HealthLevel.HEALTHY, HealthLevel.AT_RISK, reason, HealthCause.ERRORS, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
