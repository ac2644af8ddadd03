package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Customers as they are found and read, on a real broker and a real database. Each test has customers of its own. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class CustomersTest {
    private static Peer peer;

    /** No customer of another test has it in his name. */
    private final String word = "w" + UUID.randomUUID().toString().replace("-", "");

    private int sent;

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void customers_are_found_by_how_words_of_their_id_name_or_address_begin() {
        CustomerId one = known("Müller & Söhne", Tier.PRO);
        known("Smith", Tier.PRO);

        for (String search : List.of("MULLER " + word, word + " söh", one.value(), word + "@mul.example mül")) {
            list("search", search).then().body("customers.customer", Matchers.contains(one.value()));
        }
        list("search", word + " ulle").then().body("customers", Matchers.empty());
        list("search", word + "'; drop table customer; --").then().body("customers", Matchers.empty());
    }

    @Test
    void customers_are_sorted_filtered_and_read_page_by_page() {
        String c = known("Carla", Tier.PRO).value();
        String a = known("ada", Tier.STARTER).value();
        CustomerId failing = known("Äbby", Tier.PRO);
        String b = failing.value();
        send(failing, new BillingEvent.PaymentFailed(failing, new Money(100, "EUR"), null));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> found("health", "at_risk").then().body("customers", Matchers.hasSize(1)));

        found("sort", "name").then().body("customers.customer", Matchers.contains(b, a, c));
        found("sort", "-name").then().body("customers.customer", Matchers.contains(c, a, b));
        found("sort", "score", "limit", "1").then().body("customers.customer", Matchers.contains(b));
        found("plan", "starter-monthly").then().body("customers.customer", Matchers.contains(a));
        found("maxScore", "60").then().body("customers.customer", Matchers.contains(b));
        found("minScore", "61", "sort", "name").then().body("customers.customer", Matchers.contains(a, c));
        String next = found("sort", "-name", "limit", "2", "total", "true")
                .then()
                .body("total", Matchers.is(3))
                .extract()
                .path("next");
        found("sort", "-name", "limit", "2", "after", next)
                .then()
                .body("customers.customer", Matchers.contains(b))
                .body("next", Matchers.nullValue())
                .body("total", Matchers.nullValue());
        String byScore = found("sort", "-score", "limit", "2").then().extract().path("next");
        found("sort", "-score", "limit", "2", "after", byScore).then().body("customers.customer", Matchers.contains(b));
        found("sort", "name", "after", next).then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void who_has_the_answer_already_is_told_so() {
        CustomerId customer = known("Ada", Tier.PRO);
        for (String path : List.of("", "/health", "/timeline")) {
            String tag = get(customer + path).header("ETag");

            staff().header("If-None-Match", tag)
                    .get("/api/customers/" + customer + path)
                    .then()
                    .statusCode(304)
                    .header("ETag", tag)
                    .body(Matchers.emptyString());
            staff().header("If-None-Match", "\"0-other\"")
                    .get("/api/customers/" + customer + path)
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void the_timeline_is_read_by_kinds_and_as_it_was_known_then() {
        CustomerId customer = known("Ada", Tier.PRO);
        Instant then = Instant.now();
        Instant longAgo = Instant.parse("2026-01-05T12:00:00Z");
        peer.wire().sendLine(Topics.BILLING, 0, """
                {"specversion":"1.0","id":"%1$s-late","source":"/chargebee","type":"aegis.billing.customer_created.v1",\
                "subject":"%1$s","time":"%2$s","datacontenttype":"application/json",\
                "data":{"customer":"%1$s","name":"Late"}}""".formatted(customer, longAgo));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> get(customer.value()).then().body("version", Matchers.is(3)));

        get(customer + "/timeline?kind=introduced")
                .then()
                .body("version", Matchers.is(3))
                .body("entries.version", Matchers.contains(3, 1))
                .body("entries[0].happenedAt", Matchers.is(longAgo.toString()));
        get(customer + "/timeline?kind=introduced&asOf=" + then)
                .then()
                .body("version", Matchers.is(2))
                .body("entries.version", Matchers.contains(1));
        get(customer + "?asOf=" + longAgo).then().body("version", Matchers.is(0));
        get(customer + "/health?asOf=" + then)
                .then()
                .body("customer", Matchers.is(customer.value()))
                .body("version", Matchers.is(2))
                .body("health.level", Matchers.is("new"))
                .body("health.score", Matchers.is(100));
    }

    @Test
    void customers_are_found_by_what_was_known_then_page_by_page() {
        CustomerId one = known("Ada", Tier.PRO);
        CustomerId two = known("Bob", Tier.PRO);
        known("Eve", Tier.STARTER);
        Instant then = Instant.now();
        send(one, new BillingEvent.SubscriptionActivated(one, Tier.ENTERPRISE, "enterprise-monthly", null, null, null));
        known("Dan", Tier.PRO);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> found("tier", "enterprise").then().body("customers", Matchers.hasSize(1)));

        List<String> ids = asKnown(then, "tier", "pro");
        List<String> enterprise = asKnown(then, "tier", "enterprise");

        assertThat(ids).containsExactly(one + " 2 pro-monthly", two + " 2 pro-monthly");
        assertThat(enterprise).isEmpty();
        assertThat(asKnown(then, "maxScore", "99")).isEmpty();
        assertThat(asKnown(then.minus(Duration.ofDays(1)))).isEmpty();
        assertThat(asKnown(Instant.now(), "tier", "pro")).hasSize(2).doesNotContain(ids.getFirst());
        found("asOf", then, "sort", "name").then().statusCode(400);
        found("asOf", then, "total", "true").then().statusCode(400);
        found("asOf", then.plus(Duration.ofDays(1))).then().statusCode(400);
    }

    @Test
    void who_has_the_list_already_is_told_so() {
        known("Ada", Tier.PRO);
        String tag = found().header("ETag");

        Response again =
                staff().queryParam("search", word).header("If-None-Match", tag).get("/api/customers");
        known("Bob", Tier.PRO);

        again.then().statusCode(304).header("ETag", tag).body(Matchers.emptyString());
        staff().queryParam("search", word)
                .header("If-None-Match", tag)
                .get("/api/customers")
                .then()
                .statusCode(200)
                .body("customers", Matchers.hasSize(2));
    }

    /** All pages, of one customer each: who, at which version, with which plan. */
    private List<String> asKnown(Instant then, Object... parameters) {
        List<String> all = new ArrayList<>();
        String next = null;
        do {
            RequestSpecification request =
                    staff().queryParam("search", word).queryParam("limit", 1).queryParam("asOf", then.toString());
            for (int i = 0; i < parameters.length; i += 2) {
                request.queryParam((String) parameters[i], parameters[i + 1]);
            }
            if (next != null) {
                request.queryParam("after", next);
            }
            JsonPath page = request.get("/api/customers")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            for (int i = 0; i < page.getList("customers").size(); i++) {
                all.add("%s %s %s"
                        .formatted(
                                page.getString("customers[%d].customer".formatted(i)),
                                page.getString("customers[%d].version".formatted(i)),
                                page.getString("customers[%d].plan".formatted(i))));
            }
            next = page.getString("next");
        } while (next != null);
        return all;
    }

    private CustomerId known(String name, Tier tier) {
        CustomerId customer = new CustomerId(word + "-" + name.codePointAt(0) + "-" + sent);
        send(
                customer,
                new BillingEvent.CustomerCreated(
                        customer, name, word + "@" + name.substring(0, 3) + ".example", null, null, null));
        send(
                customer,
                new BillingEvent.SubscriptionActivated(customer, tier, tier.wireName() + "-monthly", null, null, null));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> get(customer.value()).then().body("version", Matchers.greaterThanOrEqualTo(2)));
        return customer;
    }

    private void send(CustomerId customer, Message message) {
        sent++;
        peer.send(Topics.BILLING, "/chargebee", customer + "-" + sent, message);
    }

    private Response found(Object... parameters) {
        RequestSpecification request = staff().queryParam("search", word);
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam((String) parameters[i], parameters[i + 1]);
        }
        return request.get("/api/customers");
    }

    private static Response list(String name, String value) {
        return staff().queryParam(name, value).get("/api/customers");
    }

    private static Response get(String path) {
        Response response = staff().get("/api/customers/" + path);
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static RequestSpecification staff() {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of("success-manager"), null));
    }
}
