package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Message;
import io.aegis.contracts.Money;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.UsageRecorded;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.state.application.UsageIntake;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Health as it is asked for: what moved it, by which rules. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class HealthTest {
    private static Peer peer;

    @Inject
    UsageIntake usage;

    @Inject
    DataSource database;

    private final CustomerId customer = new CustomerId("h-" + UUID.randomUUID());

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void a_change_is_broken_down_to_what_moved_it_and_adds_up() {
        Instant before = Instant.now().minusSeconds(1);
        send(Topics.USAGE, "u-1", calls(200, 85));
        send(Topics.USAGE, "u-2", calls(401, 15));
        awaitParts("errors");
        send(Topics.BILLING, "b-1", new BillingEvent.PaymentFailed(customer, new Money(4900, "EUR"), "in_1"));
        awaitParts("billing");
        send(
                Topics.intents(AgentName.FEEDBACK),
                "f-1",
                new FeedbackGiven(
                        new TurnId("t-2"),
                        new TurnId("t-1"),
                        new ConversationId("conv-1"),
                        customer,
                        Thumbs.DOWN,
                        null,
                        "Hi",
                        "ada"));
        awaitParts("sentiment");

        JsonPath explained =
                get("/explain?from=" + before).then().statusCode(200).extract().jsonPath();

        assertThat(explained.getString("explanation.levelFrom")).isEqualTo("new");
        assertThat(explained.getString("explanation.levelTo")).isEqualTo("at_risk");
        assertThat(number(explained, "explanation.from")).isEqualByComparingTo("100");
        assertThat(number(explained, "explanation.to")).isEqualByComparingTo("55");
        List<Map<String, Object>> parts = explained.getList("explanation.parts");
        assertThat(parts.stream()
                        .map(part -> new BigDecimal(part.get("points").toString()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("-45");
        assertThat(parts).allSatisfy(part -> assertThat(part).containsEntry("rules", "1"));
        assertThat(explained.getString("explanation.parts.find { it.part == 'billing' }.because[0].what"))
                .isEqualTo("payment_failed");
        assertThat(explained.getString("explanation.parts.find { it.part == 'sentiment' }.because[0].what"))
                .isEqualTo("feedback_received");
        assertThat(explained.getString("explanation.parts.findAll { it.part == 'errors' }[-1].because[0].what"))
                .isEqualTo("15 of 100 calls in 24 hours failed, mostly with 401");
        assertThat(get("/history?from=" + before)
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("judged"))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void of_a_time_without_a_change_there_is_nothing_to_explain() {
        JsonPath explained = get("/explain").then().statusCode(200).extract().jsonPath();

        assertThat(explained.getList("explanation.parts")).isEmpty();
        assertThat(number(explained, "explanation.difference")).isEqualByComparingTo("0");
    }

    @Test
    void usage_that_is_too_old_is_forgotten_by_the_hour_and_kept_by_the_day() throws SQLException {
        Instant old = Instant.now().minus(Duration.ofDays(63));
        usage.countRequest(
                null, List.of(new UsageRecorded(customer, Environment.TEST, "/v1/plans", 200, 7, null, old)));
        assertThat(sum("usage_bucket")).isEqualTo(7);

        while (usage.forget()) {
            // more is too old
        }

        assertThat(sum("usage_bucket")).isZero();
        assertThat(sum("usage_day")).isEqualTo(7);
    }

    @Test
    void refusals_are_problems() {
        get("/explain?from=yesterday").then().statusCode(400);
        get("/explain?from=2026-05-04T12:00:00Z&to=2026-05-03T12:00:00Z").then().statusCode(400);
        given().auth()
                .oauth2(token("customer"))
                .get("/api/customers/" + customer + "/health/explain")
                .then()
                .statusCode(403);
        given().get("/api/customers/" + customer + "/health/explain").then().statusCode(401);
    }

    private void awaitParts(String part) {
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(get("/explain").jsonPath().getList("explanation.parts.part"))
                        .contains(part));
        if (part.equals("errors")) {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(get("").jsonPath().getString("health.reasons[0]"))
                            .startsWith("15.0 % of 100 calls"));
        }
    }

    private void send(String topic, String id, Message message) {
        peer.send(topic, "outside", customer + "-" + id, message);
    }

    private UsageRecorded calls(int status, int calls) {
        return new UsageRecorded(customer, Environment.TEST, "/v1/subscriptions", status, calls, "ab12", Instant.now());
    }

    private Response get(String path) {
        return given().auth().oauth2(token("success-manager")).get("/api/customers/" + customer + "/health" + path);
    }

    private long sum(String table) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select coalesce(sum(calls), 0) from " + table + " where customer = ?")) {
            statement.setString(1, customer.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static BigDecimal number(JsonPath json, String path) {
        return new BigDecimal(json.get(path).toString());
    }

    private String token(String role) {
        return Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of(role), customer.value());
    }
}
