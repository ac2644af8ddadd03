package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every way in which other systems write CloudEvents, on a real broker. Each test has a customer of its own. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class BillingTopicTest {
    private static final String ACTIVATED = "aegis.billing.subscription_activated.v1";
    private static final String HAPPENED = "2026-05-04T12:00:00Z";
    private static final Map<String, String> STRUCTURED =
            Map.of("content-type", "application/cloudevents+json; charset=UTF-8");

    private static Wire wire;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());
    private final Asked state = new Asked(customer);

    @BeforeAll
    static void connect() {
        wire = new Wire(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        wire.close();
    }

    @Test
    void a_binary_event_counts_from_the_time_that_it_names() {
        wire.sendRaw(Topics.BILLING, customer.value(), data("pro"), binary("b-1", customer.value()));

        assertThat(state.await(1).tier()).isEqualTo(Tier.PRO);
        assertThat(state.timeline().getList("entries.happenedAt")).isEqualTo(List.of(HAPPENED));
    }

    @Test
    void a_structured_event_counts_from_the_time_that_it_names() {
        wire.sendRaw(Topics.BILLING, customer.value(), structured("s-1", customer.value()), STRUCTURED);

        assertThat(state.await(1).tier()).isEqualTo(Tier.PRO);
        assertThat(state.timeline().getList("entries.happenedAt")).isEqualTo(List.of(HAPPENED));
        assertThat(state.timeline().getList("entries.source")).isEqualTo(List.of("/billing"));
    }

    @Test
    void an_event_counts_once_in_whatever_mode_it_comes_again() {
        wire.sendRaw(Topics.BILLING, customer.value(), structured("twice", customer.value()), STRUCTURED);
        wire.sendRaw(Topics.BILLING, null, structured("twice", customer.value()), STRUCTURED);
        wire.sendRaw(Topics.BILLING, customer.value(), data("starter"), binary("twice", customer.value()));
        wire.sendRaw(Topics.BILLING, customer.value(), structured("after", customer.value()), STRUCTURED);

        CustomerSnapshot now = state.await(2);

        assertThat(now.version()).isEqualTo(2);
        assertThat(now.tier()).isEqualTo(Tier.PRO);
        assertThat(state.timeline().getList("entries.eventId"))
                .isEqualTo(List.of(customer + "-after", customer + "-twice"));
    }

    @Test
    void the_customer_comes_from_the_event_and_not_from_a_missing_or_wrong_key() {
        CustomerId wrong = new CustomerId("wrong-" + UUID.randomUUID());
        wire.sendRaw(Topics.BILLING, null, data("pro"), binary("no-key", customer.value()));
        wire.sendRaw(Topics.BILLING, wrong.value(), data("pro"), binary("wrong-key", customer.value()));
        wire.sendRaw(Topics.BILLING, wrong.value(), structured("no-subject", null), STRUCTURED);

        assertThat(state.await(3).version()).isEqualTo(3);
        assertThat(new Asked(wrong).snapshot()).isEqualTo(CustomerSnapshot.unknown(wrong));
    }

    @Test
    void an_event_that_names_two_customers_is_dead_and_changes_neither() {
        CustomerId other = new CustomerId("other-" + UUID.randomUUID());
        wire.sendRaw(Topics.BILLING, null, data("pro"), binary("two", other.value()));

        assertThat(dead(other + "-two").headers().get("ce_deadreason"))
                .isEqualTo("Misdirected: the content names another customer than the subject");
        assertThat(state.snapshot()).isEqualTo(CustomerSnapshot.unknown(customer));
        assertThat(new Asked(other).snapshot()).isEqualTo(CustomerSnapshot.unknown(other));
    }

    @Test
    void a_batch_is_refused_with_the_reason() {
        String batch = "[" + structured("batched", customer.value()) + "]";
        wire.sendRaw(
                Topics.BILLING, customer.value(), batch, Map.of("content-type", "application/cloudevents-batch+json"));

        assertThat(wire.await(Topics.deadLetters(Topics.BILLING), 1, found -> batch.equals(found.value())))
                .singleElement()
                .satisfies(refused -> assertThat(refused.headers().get("ce_deadreason"))
                        .isEqualTo("batched mode is not read: one event a record, please"));
        assertThat(state.snapshot()).isEqualTo(CustomerSnapshot.unknown(customer));
    }

    @Test
    void no_webhook_is_taken_without_a_secret() {
        for (String system : List.of("stripe", "chargebee")) {
            given().header("Stripe-Signature", "t=1,v1=00")
                    .header("Authorization", "Basic Og==")
                    .body("{}")
                    .post("/api/webhooks/" + system)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "60")
                    .body("title", Matchers.is("This webhook is closed"));
        }
    }

    @Test
    void what_only_says_that_it_is_structured_stops_nobody() {
        String garbage = "{\"specversion\": garbage for " + customer;
        wire.sendRaw(Topics.BILLING, customer.value(), garbage, STRUCTURED);
        wire.sendRaw(Topics.BILLING, customer.value(), structured("behind", customer.value()), STRUCTURED);

        assertThat(state.await(1).tier()).isEqualTo(Tier.PRO);
        assertThat(wire.await(Topics.deadLetters(Topics.BILLING), 1, found -> garbage.equals(found.value())))
                .singleElement()
                .satisfies(
                        dead -> assertThat(dead.headers().get("ce_deadreason")).startsWith("not a CloudEvent 1.0"));
    }

    @Test
    void a_type_that_nobody_knows_is_kept_in_structured_mode_too() {
        wire.sendRaw(
                Topics.BILLING,
                null,
                structured("unknown", customer.value()).replace(ACTIVATED, "coupon.redeemed"),
                STRUCTURED);

        state.await(1);

        JsonPath timeline = state.timeline();
        assertThat(timeline.getString("entries[0].fact.fact")).isEqualTo("outside_event");
        assertThat(timeline.getString("entries[0].fact.type")).isEqualTo("coupon.redeemed");
        assertThat(timeline.getString("entries[0].fact.data.plan")).isEqualTo("pro-monthly");
    }

    private static Wire.Found dead(String id) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> wire.read(
                                Topics.deadLetters(Topics.BILLING),
                                found -> id.equals(found.headers().get("ce_id"))),
                        found -> !found.isEmpty())
                .getFirst();
    }

    private Map<String, String> binary(String id, String subject) {
        return Map.of(
                "ce_specversion",
                "1.0",
                "ce_id",
                subject + "-" + id,
                "ce_source",
                "/billing",
                "ce_type",
                ACTIVATED,
                "ce_subject",
                subject,
                "ce_time",
                HAPPENED,
                "content-type",
                "application/json");
    }

    private String structured(String id, @Nullable String subject) {
        return """
                {"specversion":"1.0","id":"%s-%s","source":"/billing","type":"%s",%s"time":"%s",\
                "datacontenttype":"application/json","data":%s}""".formatted(
                        customer,
                        id,
                        ACTIVATED,
                        subject == null ? "" : "\"subject\":\"" + subject + "\",",
                        HAPPENED,
                        data("pro"));
    }

    private String data(String tier) {
        return """
                {"customer":"%s","tier":"%s","plan":"%s-monthly"}""".formatted(customer, tier, tier);
    }
}
