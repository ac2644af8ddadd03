package io.aegis.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.aegis.contracts.CustomerChanged;
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
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.monitor.application.PlaybookDue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class MonitorServiceTest {
    private static final String CHECK_IN = "onboarding-check-in";
    private static final String DEBUGGING = "error-debugging";
    private static Peer peer;

    @Inject
    TestClock clock;

    @Inject
    Transactions transactions;

    @Inject
    DataSource dataSource;

    private final CustomerId customer = new CustomerId("customer-" + UUID.randomUUID());
    private long version;

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void a_day_after_the_key_without_a_call_comes_one_check_in() {
        Instant issued = now();
        tell(keyIssued(issued));
        awaitRows("select count(*) from timer where customer = ?", "1");
        assertThat(rows("select outcome from occasion where customer = ?")).containsExactly("waiting");

        clock.advance(Duration.ofHours(24));

        InterventionRaised raised = until(CHECK_IN).stream().findFirst().orElseThrow();
        assertThat(raised.text())
                .startsWith(
                        "Hi Ada, your test key ending in 1234 was issued on %s, and no call".formatted(date(issued)));
        assertThat(raised.at()).isBetween(issued.plus(Duration.ofHours(24)), clock.instant());
        assertThat(everything()).extracting(InterventionRaised::playbook).containsExactly(CHECK_IN, DEBUGGING);
        as("sam", "success-manager", null)
                .get("/api/interventions?customer=" + customer)
                .then()
                .statusCode(200)
                .body("playbook", equalTo(List.of(DEBUGGING, CHECK_IN)))
                .body("[1].intervention", equalTo(raised.intervention().value()))
                .body("[1].at", equalTo(raised.at().toString()))
                .body("[1].text", equalTo(raised.text()))
                .body("[1].reason", startsWith("key_issued at " + issued));
    }

    @Test
    void a_call_in_between_ends_the_wait() {
        Instant issued = now();
        tell(keyIssued(issued));
        tell(new CustomerChanged(
                calling(issued.plusSeconds(60)),
                List.of(new CustomerFact.FirstApiCallMade(Environment.TEST, issued.plusSeconds(60)))));
        awaitRows("select outcome from occasion where customer = ?", "passed");

        clock.advance(Duration.ofHours(25));

        assertThat(everything()).extracting(InterventionRaised::playbook).containsExactly(DEBUGGING);
        assertThat(rows("select reason from occasion where customer = ? and playbook = '" + CHECK_IN + "'"))
                .containsExactly("first_api_call_made at %s came first".formatted(issued.plusSeconds(60)));
        assertThat(rows("select count(*) from timer where customer = ?")).containsExactly("0");
    }

    @Test
    void what_is_known_when_it_is_due_counts_and_an_older_word_does_not() {
        Instant issued = now();
        CustomerChanged key = keyIssued(issued);
        tell(new CustomerChanged(calling(issued), List.of()));
        tell(key);
        awaitRows("select count(*) from timer where customer = ?", "1");

        clock.advance(Duration.ofHours(24));

        awaitRows("select reason from occasion where customer = ?", "firstApiCallAt is present");
    }

    @Test
    void the_same_told_again_and_due_again_raises_no_more() {
        CustomerChanged key = keyIssued(now().minus(Duration.ofHours(24)));
        tell(key);
        InterventionRaised raised = until(CHECK_IN).getFirst();

        tell(key);
        transactions.run(
                customer, Cause.first("test"), unit -> unit.enqueue(new PlaybookDue(customer, raised.intervention())));

        assertThat(everything()).extracting(InterventionRaised::playbook).containsExactly(CHECK_IN, DEBUGGING);
    }

    @Test
    void once_per_customer_also_with_another_key() {
        tell(keyIssued(now().minus(Duration.ofHours(25))));
        until(CHECK_IN);

        tell(keyIssued(now().minus(Duration.ofHours(24))));

        awaitRows("select count(*) from occasion where customer = ? and outcome = 'passed'", "1");
        assertThat(everything()).extracting(InterventionRaised::playbook).containsExactly(CHECK_IN, DEBUGGING);
    }

    @Test
    void a_key_that_is_told_of_late_is_not_waited_for_again() {
        Instant issued = now().minus(Duration.ofHours(30));

        tell(keyIssued(issued));

        assertThat(until(CHECK_IN))
                .singleElement()
                .satisfies(raised ->
                        assertThat(raised.at()).isBetween(clock.instant().minusSeconds(20), clock.instant()));
        assertThat(rows("select due_at = '%s' from occasion where customer = ?"
                        .formatted(issued.plus(Duration.ofHours(24)))))
                .containsExactly("t");
    }

    @Test
    void errors_are_spoken_of_once_in_the_cooldown() {
        tell(atRisk());
        InterventionRaised first = until(DEBUGGING).getFirst();
        assertThat(first.text())
                .startsWith("Hi Ada, something is wrong with your integration: "
                        + "15.0 % of 200 calls in 24 hours failed, mostly with 401. Ask me");

        clock.advance(Duration.ofDays(6));
        tell(atRisk());
        awaitRows("select count(*) from occasion where customer = ? and outcome = 'passed'", "1");
        clock.advance(Duration.ofDays(1));
        tell(atRisk());
        awaitRows("select count(*) from occasion where customer = ? and outcome = 'raised'", "2");

        tell(keyIssued(now().minus(Duration.ofHours(24))));
        assertThat(until(CHECK_IN))
                .extracting(InterventionRaised::playbook)
                .containsExactly(DEBUGGING, DEBUGGING, CHECK_IN);
    }

    @Test
    void errors_are_known_by_their_cause_in_whatever_words() {
        tell(healthChanged(HealthCause.ERRORS, "many requests were refused"));

        assertThat(until(DEBUGGING))
                .singleElement()
                .satisfies(raised -> assertThat(raised.text()).contains(": many requests were refused. Ask me"));
    }

    @Test
    void a_failed_payment_is_not_an_integration_error() {
        tell(healthChanged(HealthCause.PAYMENT_FAILED, "a payment failed; 15.0 % of 200 calls in 24 hours failed"));

        tell(keyIssued(now().minus(Duration.ofHours(24))));

        assertThat(until(CHECK_IN)).hasSize(1);
    }

    @Test
    void three_days_before_a_trial_ends_it_is_said() {
        Instant started = now();
        Instant ends = started.plus(Duration.ofDays(14));
        tell(new CustomerChanged(
                Snapshots.trial(customer, ++version), List.of(new CustomerFact.TrialStarted("t-1", ends, started))));
        awaitRows("select count(*) from timer where customer = ?", "1");

        clock.advance(Duration.ofDays(11));

        assertThat(until("trial-ending"))
                .singleElement()
                .satisfies(raised ->
                        assertThat(raised.text()).startsWith("Hi Ada, your trial ends on " + date(ends) + "."));
    }

    @Test
    void the_playbooks_are_shown_as_they_are_in_force() {
        as("sam", "success-manager", null)
                .get("/api/playbooks")
                .then()
                .statusCode(200)
                .body("id", equalTo(List.of(CHECK_IN, DEBUGGING, "trial-ending")))
                .body("[0].title", equalTo("Onboarding check-in"))
                .body("[0].trigger.after", equalTo("key_issued"))
                .body("[0].trigger.where.environment.in", equalTo(List.of("test")))
                .body("[0].trigger.delay", equalTo("PT24H"))
                .body("[0].trigger.unless", equalTo(List.of("first_api_call_made")))
                .body("[0].condition.firstApiCallAt.present", equalTo(false))
                .body("[0].cooldown", equalTo("forever"))
                .body("[1].cooldown", equalTo("PT168H"))
                .body("[2].trigger.measuredFrom", equalTo("endsAt"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/interventions                  | auditor         | 200
            /api/interventions                  | service         | 200
            /api/interventions?limit=200        | admin           | 200
            /api/interventions                  | customer        | 200
            /api/interventions?customer=me      | customer        | 200
            /api/interventions?customer=other   | customer        | 403
            /api/interventions                  | agent           | 403
            /api/interventions?customer=a%20b   | approver        | 400
            /api/interventions?limit=0          | approver        | 400
            /api/interventions?limit=201        | approver        | 400
            /api/interventions?limit=x          | approver        | 400
            /api/playbooks                      | approver        | 200
            /api/playbooks                      | customer        | 403
            """)
    void answers_by_role(String path, String role, int status) {
        var response = as("somebody", role, role.equals("customer") ? "me" : null)
                .urlEncodingEnabled(false)
                .get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).startsWith(status == 200 ? "application/json" : "application/problem+json");
    }

    @Test
    void nobody_without_a_token() {
        given().get("/api/interventions").then().statusCode(401);
    }

    /** Each call is an event of its own, also with the same content. */
    private static void tell(CustomerChanged changed) {
        peer.send(Topics.CUSTOMERS, "state", UUID.randomUUID().toString(), changed);
    }

    /** Everything that was raised for the customer, once the playbook has spoken. */
    private List<InterventionRaised> until(String playbook) {
        return peer.awaitOne(
                Topics.INTERVENTIONS,
                customer,
                InterventionRaised.class,
                raised -> raised.playbook().equals(playbook));
    }

    /** All that was raised for the customer so far: a last one is made to come behind it, and is waited for. */
    private List<InterventionRaised> everything() {
        tell(atRisk());
        return until(DEBUGGING);
    }

    private CustomerChanged keyIssued(Instant at) {
        return new CustomerChanged(
                Snapshots.trial(customer, ++version),
                List.of(new CustomerFact.KeyIssued(
                        new KeyId("key-" + UUID.randomUUID()), Environment.TEST, "1234", at)));
    }

    private CustomerChanged atRisk() {
        return healthChanged(HealthCause.ERRORS, "15.0 % of 200 calls in 24 hours failed, mostly with 401");
    }

    private CustomerChanged healthChanged(HealthCause cause, String reason) {
        return new CustomerChanged(
                Snapshots.of(customer, ++version, Tier.TRIAL, null, HealthLevel.AT_RISK),
                List.of(new CustomerFact.HealthChanged(
                        HealthLevel.HEALTHY, HealthLevel.AT_RISK, reason, cause, now())));
    }

    private CustomerSnapshot calling(Instant since) {
        return Snapshots.of(customer, ++version, Tier.TRIAL, since, HealthLevel.HEALTHY);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String date(Instant time) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).format(time.atOffset(ZoneOffset.UTC));
    }

    private void awaitRows(String sql, String... expected) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(rows(sql)).containsExactly(expected));
    }

    /** The first column of what a query over this test's customer finds. */
    private List<String> rows(String sql) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, customer.value());
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestSpecification as(String user, String role, @Nullable String customer) {
        return given().auth().oauth2(Tokens.mint(LocalPlatform.shared().secrets(), user, Set.of(role), customer));
    }
}
