package io.aegis.approval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.aegis.approval.domain.Proposals;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is left at the gate of an erased customer, on a real broker and a real database. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ErasureTest {
    private static Agents agents;

    @Inject
    TestClock clock;

    @Inject
    DataSource dataSource;

    private final CustomerId customer = new CustomerId("customer-" + UUID.randomUUID());

    /** Personal, and found nowhere else. */
    private final String secret = "s" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void connect() {
        agents = new Agents();
    }

    @AfterAll
    static void disconnect() {
        agents.close();
    }

    @Test
    void what_was_asked_for_him_and_why_it_was_decided_is_forgotten_and_the_audit_verifies() {
        agents.ended(ticket(), "Opened a ticket for " + secret);
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> verify().body("records", equalTo(2)));
        ProposedAction discount = held();
        as("sam", "success-manager")
                .body("{\"text\":\"" + secret + " is a friend\"}")
                .post("/api/approvals/" + discount.id() + "/comments")
                .then()
                .statusCode(200);
        reject(discount);
        entries(discount).body("record.reason", hasItem("not for " + secret));
        assertThat(holding()).contains("approval", "audit_words", "inbox").doesNotContain("audit_record");

        agents.erase(customer, clock.instant());
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(holding()).isEmpty());

        verify().body("intact", equalTo(true)).body("records", equalTo(6));
        entries(discount)
                .body("record.verdict", equalTo(List.of("held", "commented", "rejected")))
                .body("record.reason[1]", equalTo("erased"))
                .body("record.reason[2]", equalTo("erased"));
        as("ada", "success-manager")
                .get("/api/approvals?customer=" + customer)
                .then()
                .body("arguments", equalTo(List.of(Map.of("percent", 20, "months", 3), Map.of())))
                .body("decisionReason[0]", equalTo("erased"));
    }

    @Test
    void what_is_held_is_decided_first_and_what_comes_late_is_forgotten_some_hours_later() {
        ProposedAction discount = held();
        agents.erase(customer, clock.instant());
        ticket();
        reject(discount);
        assertThat(holding()).contains("approval", "audit_words");

        clock.advance(Duration.ofHours(7));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(holding()).isEmpty());
        verify().body("intact", equalTo(true));
    }

    @Test
    void what_a_person_wrote_is_held_against_its_hash() throws SQLException {
        ProposedAction discount = held();
        reject(discount);
        verify().body("intact", equalTo(true)).body("records", equalTo(2));

        execute("update audit_words set words = 'fine' where customer = '" + customer + "'");
        verify().body("intact", equalTo(false))
                .body("firstFault.position", equalTo(2))
                .body("firstFault.fault", equalTo("changed"));
        execute("delete from audit_words where customer = '" + customer + "'");
        verify().body("intact", equalTo(false))
                .body("firstFault.position", equalTo(2))
                .body("firstFault.fault", equalTo("missing"));
    }

    /** Released by policy. */
    private ProposedAction ticket() {
        ProposedAction ticket =
                proposed("ticket.open", "{\"subject\":\"" + secret + "\",\"body\":\"-\",\"priority\":\"normal\"}");
        agents.propose(ticket);
        agents.first(ticket, ActionDecision.Released.class);
        return ticket;
    }

    private ProposedAction held() {
        ProposedAction discount = proposed("discount.apply", "{\"percent\":20,\"months\":3}");
        agents.propose(discount);
        agents.first(discount, ActionDecision.Held.class);
        return discount;
    }

    private void reject(ProposedAction action) {
        as("ada", "approver")
                .body("{\"reason\":\"not for " + secret + "\"}")
                .post("/api/approvals/" + action.id() + "/reject")
                .then()
                .statusCode(200);
        agents.first(action, ActionDecision.Rejected.class);
    }

    private ProposedAction proposed(String type, String arguments) {
        return Proposals.of("action-" + UUID.randomUUID(), customer.value(), type, arguments, Tier.PRO);
    }

    /** Outbox rows are gone when the broker has them. */
    private List<String> holding() {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> Tables.holding("aegis_approval", secret), tables -> !tables.contains("outbox"));
    }

    private static ValidatableResponse entries(ProposedAction action) {
        return as("olga", "auditor")
                .get("/api/approvals/" + action.id() + "/audit")
                .then()
                .statusCode(200);
    }

    private ValidatableResponse verify() {
        return as("olga", "auditor")
                .get("/api/audit/verify?customer=" + customer)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification as(String user, String role) {
        return given().contentType("application/json")
                .auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), user, Set.of(role), null));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
