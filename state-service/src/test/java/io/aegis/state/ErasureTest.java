package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.RunId;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
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

/** What is left of a customer when his personal data is erased, on a real broker and a real database. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ErasureTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private static Peer peer;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());

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
    void nothing_personal_is_left_in_any_table_and_the_rest_is_as_it_was() {
        CustomerSnapshot before = tellEverything();
        Instant then = Instant.now();
        assertThat(before.name()).isEqualTo("Name " + secret);
        assertThat(get("/timeline?kind=outside_event").jsonPath().getString("entries[0].fact.data.note"))
                .isEqualTo(secret);
        assertThat(tablesWithSecret()).contains("customer", "inbox").doesNotContain("fact");

        Response answer = erase("asked for it");

        CustomerSnapshot after =
                Json.read(answer.then().statusCode(200).extract().asString(), CustomerSnapshot.class);
        assertThat(after.version()).isEqualTo(6);
        assertThat(after.name()).isNull();
        assertThat(after.email()).isNull();
        assertThat(after.contact().erasedAt()).isNotNull();
        assertThat(after.contact().consent()).isEqualTo(Consent.WITHHELD);
        assertThat(after.tickets())
                .containsExactly(new CustomerSnapshot.Ticket(new TicketId("t-1"), "erased", "https://t/1", NOW));
        assertThat(after.health()).isEqualTo(before.health());
        get("/timeline")
                .then()
                .body(
                        "entries.fact.fact",
                        Matchers.contains(
                                "erased",
                                "outside_event",
                                "ticket_opened",
                                "health_changed",
                                "subscription_cancelled",
                                "introduced"))
                .body("entries.erased", Matchers.contains(false, true, true, false, true, true))
                .body("entries[0].fact.by", Matchers.is("root"))
                .body("entries[0].fact.reason", Matchers.is("asked for it"))
                .body("entries[2].fact.ticket", Matchers.is("t-1"))
                .body("entries[5].fact.name", Matchers.nullValue());
        get("?asOf=" + then).then().body("version", Matchers.is(5)).body("name", Matchers.nullValue());
        staff().queryParam("search", secret).get("/api/customers").then().body("customers", Matchers.empty());
        assertThat(tablesWithSecret()).isEmpty();
        assertThat(peer.await(Topics.ERASURES, customer, CustomerErased.class, 1))
                .singleElement()
                .extracting(CustomerErased::at)
                .isEqualTo(after.contact().erasedAt());
    }

    @Test
    void what_comes_late_does_not_bring_him_back_before_he_is_readmitted() {
        tellEverything();
        erase("asked for it").then().statusCode(200);
        erase("once more").then().statusCode(200).body("version", Matchers.is(6));

        introduce("late");
        CustomerSnapshot late = awaitVersion(7);
        assertThat(late.name()).isNull();
        assertThat(tablesWithSecret()).isEmpty();
        String imported = given().auth()
                .oauth2(token("sam", "success-manager"))
                .contentType("text/csv")
                .body(("customer,name\n" + customer + ",Imported\n").getBytes(StandardCharsets.UTF_8))
                .post("/api/customers/import")
                .path("id");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> staff().get("/api/customers/imports/" + imported)
                        .then()
                        .body("faults.reason", Matchers.contains("was erased")));
        admin().body("{\"reason\":\"is back\"}")
                .post("/api/customers/" + customer + "/readmit")
                .then()
                .statusCode(200)
                .body("version", Matchers.is(8))
                .body("contact.erasedAt", Matchers.nullValue());
        introduce("again");
        CustomerSnapshot again = awaitVersion(9);

        assertThat(again.name()).isEqualTo("Name " + secret);
        get("/timeline?kind=introduced")
                .then()
                .body("entries.version", Matchers.contains(9, 7, 1))
                .body("entries.erased", Matchers.contains(false, false, true))
                .body("entries[0].fact.name", Matchers.is("Name " + secret))
                .body("entries[1].fact.name", Matchers.nullValue());
    }

    @Test
    void an_admin_erases_whom_he_saw_and_says_why() {
        introduce("first");
        awaitVersion(1);
        String tag = get("").header("ETag");

        erase(" ").then().statusCode(400);
        admin().body("{\"reason\":\"x\"}")
                .post("/api/customers/nobody-" + customer + "/erase")
                .then()
                .statusCode(404);
        for (String role : List.of("success-manager", "agent", "auditor", "customer", "customers:read")) {
            given().auth()
                    .oauth2(token("sam", role))
                    .contentType("application/json")
                    .body("{\"reason\":\"x\"}")
                    .post("/api/customers/" + customer + "/erase")
                    .then()
                    .statusCode(403);
        }
        admin().header("If-Match", tag.replace("1-", "7-"))
                .body("{\"reason\":\"x\"}")
                .post("/api/customers/" + customer + "/erase")
                .then()
                .statusCode(412)
                .contentType("application/problem+json");
        admin().header("If-Match", tag)
                .body("{\"reason\":\"x\"}")
                .post("/api/customers/" + customer + "/erase")
                .then()
                .statusCode(200)
                .body("version", Matchers.is(2));
    }

    /** At version 5, since a cancellation changes the health too. */
    private CustomerSnapshot tellEverything() {
        introduce("first");
        peer.send(
                Topics.BILLING,
                "/chargebee",
                customer + "-cancelled",
                new BillingEvent.SubscriptionCancelled(customer, "because " + secret, null));
        awaitVersion(3);
        peer.send(
                Topics.OUTCOMES,
                "query",
                customer + "-ticket",
                1L,
                new ActionOutcome.Succeeded(
                        new ActionId("a-1"),
                        new RunId("r-1"),
                        customer,
                        "ticket.open",
                        "p-1",
                        List.of(new CustomerFact.TicketOpened(
                                new TicketId("t-1"), "Subject " + secret, "https://t/1", NOW)),
                        "done " + secret));
        awaitVersion(4);
        peer.wire()
                .send(
                        Topics.BILLING,
                        "/chargebee",
                        customer + "-unknown",
                        null,
                        "note.added",
                        customer.value(),
                        "{\"note\":\"" + secret + "\"}");
        return awaitVersion(5);
    }

    private void introduce(String id) {
        peer.send(
                Topics.BILLING,
                "/chargebee",
                customer + "-" + id,
                new BillingEvent.CustomerCreated(
                        customer, "Name " + secret, secret + "@acme.example", null, null, Consent.WITHHELD));
    }

    private Response erase(String reason) {
        return admin().body("{\"reason\":\"" + reason + "\"}").post("/api/customers/" + customer + "/erase");
    }

    /** Outbox rows are gone when the broker has them. */
    private List<String> tablesWithSecret() {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> Tables.holding("aegis_state", secret), tables -> !tables.contains("outbox"));
    }

    private CustomerSnapshot awaitVersion(long version) {
        return await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Json.read(get("").asString(), CustomerSnapshot.class), now -> now.version() >= version);
    }

    private Response get(String path) {
        return staff().get("/api/customers/" + customer + path);
    }

    private static RequestSpecification staff() {
        return given().auth().oauth2(token("sam", "success-manager"));
    }

    private static RequestSpecification admin() {
        return given().auth().oauth2(token("root", "admin")).contentType("application/json");
    }

    private static String token(String subject, String role) {
        return Tokens.mint(LocalPlatform.shared().secrets(), subject, Set.of(role), null);
    }
}
