package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.net.Webhook;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.Tier;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a billing system's request to the customer's profile, on a real broker and database. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(value = ChargebeeStandIn.class, restrictToAnnotatedClass = true)
class WebhooksTest {
    private static final Path STRIPE_FIXTURES = Path.of("../../shared/data/billing/stripe_fixtures3.json");
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final CustomerId customer = new CustomerId("acme-" + unique);
    private final String account = "cus_" + unique;
    private final Asked state = new Asked(customer);

    private final DataSource database;
    private final String chargebee = ConfigProvider.getConfig().getValue("aegis.state.chargebee.url", String.class);

    WebhooksTest(DataSource database) {
        this.database = database;
    }

    @AfterEach
    void chargebeeIsBack() {
        given().post(chargebee + "/back");
    }

    @Test
    void stripe_tells_of_a_customer_and_whose_an_invoice_and_a_dispute_are_is_known_from_then_on() throws Exception {
        stripe(introduced()).then().statusCode(200).body("news", Matchers.is(true));
        stripe(event("customer.subscription.created", subscription("active")))
                .then()
                .statusCode(200);
        stripe(event("invoice.payment_failed", invoice())).then().statusCode(200);
        stripe(event("charge.succeeded", charge())).then().statusCode(200);
        stripe(event("charge.dispute.created", dispute())).then().statusCode(200);

        CustomerSnapshot now = state.await(one -> one.billing().disputedSince() != null);

        assertThat(now.name()).isEqualTo("Acme Inc.");
        assertThat(now.tier()).isEqualTo(Tier.PRO);
        assertThat(now.plan()).isEqualTo("price_pro");
        assertThat(now.billing())
                .isEqualTo(new CustomerSnapshot.Billing(
                        NOW.plus(Duration.ofDays(30)),
                        new io.aegis.contracts.Money(4_900, "EUR"),
                        null,
                        NOW,
                        null,
                        NOW));
        assertThat(state.timeline().getList("entries.fact.fact"))
                .contains(
                        "introduced",
                        "subscription_created",
                        "plan_changed",
                        "payment_failed",
                        "outside_event",
                        "dispute_opened");
        assertThat(state.timeline().getList("entries.source")).contains("stripe");
    }

    @Test
    void what_a_billing_system_told_of_an_erased_customer_is_forgotten_and_does_not_come_back() throws Exception {
        String secret = "s" + UUID.randomUUID().toString().replace("-", "");
        stripe(named(secret, true)).then().statusCode(200);
        stripe(event("customer.subscription.created", subscription("active")))
                .then()
                .statusCode(200);
        state.await(now -> secret.equals(now.name()) && now.tier() == Tier.PRO);
        assertThat(Tables.holding("aegis_state", secret)).contains("customer", "inbox");

        given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "root", Set.of("admin"), null))
                .contentType("application/json")
                .body("{\"reason\":\"asked for it\"}")
                .post("/api/customers/" + customer + "/erase")
                .then()
                .statusCode(200);
        assertThat(tablesWith(secret)).isEmpty();
        assertThat(Tables.holding("aegis_state", account)).isEmpty();
        ObjectNode late = named(secret, false);
        stripe(late).then().statusCode(200);
        awaitWorked(List.of(late.get("id").asText()));

        assertThat(state.await(1).name()).isNull();
        assertThat(state.timeline().getList("entries.fact.fact")).startsWith("introduced", "erased");
        assertThat(tablesWith(secret)).isEmpty();
    }

    /** Outbox rows are gone when the broker has them. */
    private static List<String> tablesWith(String secret) {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> Tables.holding("aegis_state", secret), tables -> !tables.contains("outbox"));
    }

    /** @param ours whether the event names our customer; else only Stripe's own id does */
    private ObjectNode named(String name, boolean ours) {
        ObjectNode event = introduced();
        ObjectNode object = (ObjectNode) event.get("data").get("object");
        object.put("name", name).put("email", name + "@acme.example");
        if (!ours) {
            object.remove("metadata");
        }
        return event;
    }

    @Test
    void the_same_event_again_is_answered_and_counts_once() throws Exception {
        ObjectNode event = introduced();
        stripe(event).then().statusCode(200).body("news", Matchers.is(true));
        CustomerSnapshot once = state.await(1);

        stripe(event).then().statusCode(200).body("news", Matchers.is(false));
        ObjectNode next = introduced();
        stripe(next).then().statusCode(200).body("news", Matchers.is(true));

        assertThat(state.await(2).version()).isEqualTo(once.version() + 1);
        assertThat(inbox(event.get("id").asText())).containsExactly(1);
    }

    @Test
    void what_is_not_proven_is_refused_and_not_stored() throws Exception {
        ObjectNode event = introduced();
        byte[] body = Json.bytes(event);
        long now = Instant.now().getEpochSecond();
        byte[] changed = body.clone();
        changed[body.length - 3] ^= 1;

        problem(post(body, null), 401);
        problem(post(body, "t=" + now + ",v1=" + "0".repeat(64)), 401);
        problem(post(body, signature(body, "whsec_other", now)), 401);
        problem(post(body, signature(body, ChargebeeStandIn.STRIPE_SECRET, now - 400)), 401);
        problem(post(changed, signature(body, ChargebeeStandIn.STRIPE_SECRET, now)), 401);
        problem(chargebee(Json.object(), "chargebee:wrong"), 401);
        problem(given().body("{}").post("/api/webhooks/chargebee"), 401);

        assertThat(inbox(event.get("id").asText())).isEmpty();
        assertThat(state.snapshot()).isEqualTo(CustomerSnapshot.unknown(customer));
    }

    @Test
    void a_secret_in_an_event_is_not_kept() throws Exception {
        ObjectNode intent = Json.object()
                .put("object", "payment_intent")
                .put("id", "pi_" + unique)
                .put("customer", account)
                .put("client_secret", "pi_secret_" + unique);
        intent.putArray("charges").addObject().putObject("next_action").put("a_secret", "deep_" + unique);
        stripe(introduced());
        stripe(event("payment_intent.created", intent)).then().statusCode(200);
        state.await(2);

        assertThat(stored("pi_" + unique)).isEqualTo(1);
        assertThat(stored("pi_secret_" + unique)).isZero();
        assertThat(stored("deep_" + unique)).isZero();
    }

    @Test
    void the_old_secret_proves_while_it_is_replaced() throws Exception {
        byte[] body = Json.bytes(introduced());
        String signature = signature(
                body, ChargebeeStandIn.STRIPE_OLD_SECRET, Instant.now().getEpochSecond());

        post(body, signature + ",v1=" + "a".repeat(64)).then().statusCode(200);
    }

    @Test
    void garbage_is_a_problem_and_too_much_is_too_much() throws Exception {
        for (String garbage : List.of("", "garbage", "[]", "{}", "{\"id\":\"evt_1\",\"type\":\"x\"}", "null")) {
            byte[] body = garbage.getBytes(StandardCharsets.UTF_8);
            problem(
                    post(
                            body,
                            signature(
                                    body,
                                    ChargebeeStandIn.STRIPE_SECRET,
                                    Instant.now().getEpochSecond())),
                    400);
        }
        problem(chargebee(Json.object().put("id", "ev_1"), ChargebeeStandIn.LOGIN), 400);

        byte[] large = " ".repeat(1_100_000).getBytes(StandardCharsets.UTF_8);
        post(
                        large,
                        signature(
                                large,
                                ChargebeeStandIn.STRIPE_SECRET,
                                Instant.now().getEpochSecond()))
                .then()
                .statusCode(413);
    }

    @Test
    void an_event_of_almost_the_largest_size_is_taken() throws Exception {
        ObjectNode event = introduced();
        ((ObjectNode) event.get("data").get("object")).put("description", "\"".repeat(500_000));

        stripe(event).then().statusCode(200);

        assertThat(state.await(1).name()).isEqualTo("Acme Inc.");
    }

    @Test
    void chargebee_is_read_again_before_a_cancellation_counts() {
        put("subscriptions", chargebeeSubscription("active", 2_000));
        chargebee(chargebeeEvent("subscription_activated", "subscription", chargebeeSubscription("active", 1_000)))
                .then()
                .statusCode(200);
        chargebee(chargebeeEvent("subscription_cancelled", "subscription", chargebeeSubscription("cancelled", 1_500)))
                .then()
                .statusCode(200);

        CustomerSnapshot held = state.await(2);
        put("subscriptions", chargebeeSubscription("cancelled", 3_000));
        chargebee(chargebeeEvent("subscription_cancelled", "subscription", chargebeeSubscription("cancelled", 3_000)))
                .then()
                .statusCode(200);
        CustomerSnapshot gone = state.await(now -> now.tier() == Tier.NONE);

        assertThat(held.tier()).isEqualTo(Tier.PRO);
        assertThat(gone.plan()).isNull();
        assertThat(state.timeline().getList("entries.fact.type")).contains("chargebee.subscription_cancelled");
        assertThat(state.timeline().getList("entries.fact.fact")).contains("subscription_cancelled");
    }

    @Test
    void a_failed_payment_that_was_made_meanwhile_is_settled() {
        ObjectNode invoice = chargebeeInvoice("not_paid");
        put("invoices", chargebeeInvoice("paid").put("amount_paid", 4_900).put("paid_on", NOW.getEpochSecond()));
        ObjectNode failed = chargebeeEvent("payment_failed", "invoice", invoice);

        chargebee(failed).then().statusCode(200);
        CustomerSnapshot now = state.await(2);

        assertThat(now.billing().failedSince()).isNull();
        assertThat(state.timeline().getList("entries.fact.fact")).contains("payment_failed", "invoice_paid");
    }

    @Test
    void while_chargebee_does_not_answer_the_event_waits_and_is_not_lost() {
        put("subscriptions", chargebeeSubscription("active", 2_000));
        ObjectNode event =
                chargebeeEvent("subscription_changed", "subscription", chargebeeSubscription("active", 2_000));
        // Known before, so that only the reading again is in the way.
        chargebee(chargebeeEvent("customer_created", "customer", Json.object().put("id", customer.value())))
                .then()
                .statusCode(200);
        state.await(1);
        given().post(chargebee + "/away");

        chargebee(event).then().statusCode(200);
        await().atMost(Duration.ofSeconds(10)).until(() -> waits(event.get("id").asText()));
        assertThat(state.snapshot().tier()).isEqualTo(Tier.NONE);
        given().post(chargebee + "/back");

        assertThat(state.await(now -> now.tier() == Tier.PRO).plan()).isEqualTo("pro-monthly");
    }

    @Test
    void whose_it_is_is_asked_and_refused_while_nobody_answers() {
        ObjectNode owner = Json.object().put("id", account);
        owner.putObject("meta_data").put("aegis_customer", customer.value());
        put("customers", owner);
        ObjectNode event = chargebeeEvent("invoice_generated", "invoice", chargebeeInvoice("not_paid"));
        ((ObjectNode) event.get("content").get("invoice")).put("customer_id", account);
        ((ObjectNode) event.get("content")).remove("customer");

        given().post(chargebee + "/away");
        problem(chargebee(event), 503);
        given().post(chargebee + "/back");
        chargebee(event).then().statusCode(200);

        state.await(1);
        assertThat(state.timeline().getList("entries.fact.type")).containsExactly("chargebee.invoice_generated");
    }

    @Test
    void every_published_object_of_stripe_is_taken_and_none_is_lost() throws Exception {
        assumeTrue(Files.exists(STRIPE_FIXTURES), "Stripe's fixtures are not here");
        JsonNode resources = Json.mapper().readTree(STRIPE_FIXTURES.toFile()).get("resources");
        Map<String, List<String>> known = Map.of(
                "customer",
                List.of("customer.created", "customer.updated"),
                "subscription",
                List.of(
                        "customer.subscription.created",
                        "customer.subscription.updated",
                        "customer.subscription.deleted",
                        "customer.subscription.paused",
                        "customer.subscription.resumed",
                        "customer.subscription.trial_will_end"),
                "invoice",
                List.of(
                        "invoice.paid",
                        "invoice.payment_failed",
                        "invoice.payment_succeeded",
                        "invoice.overdue",
                        "invoice.voided"),
                "dispute",
                List.of("charge.dispute.created", "charge.dispute.closed"));
        List<String> sent = new ArrayList<>();
        for (Map.Entry<String, JsonNode> resource : resources.properties()) {
            List<String> types = new ArrayList<>(known.getOrDefault(resource.getKey(), List.of()));
            types.add(resource.getKey() + ".updated_somehow");
            for (String type : types) {
                ObjectNode event = event(type, (ObjectNode) resource.getValue());
                stripe(event).then().statusCode(200);
                sent.add(event.get("id").asText());
            }
        }

        assertThat(sent).hasSizeGreaterThan(176);
        awaitWorked(sent);
    }

    @Test
    void every_published_webhook_of_chargebee_is_taken_and_none_is_lost() throws Exception {
        assumeTrue(Files.exists(ChargebeeStandIn.DESCRIPTION), "Chargebee's description is not here");
        JsonNode description = Json.mapper().readTree(ChargebeeStandIn.DESCRIPTION.toFile());
        List<String> sent = new ArrayList<>();
        for (Map.Entry<String, JsonNode> webhook : description.get("webhooks").properties()) {
            JsonNode schema = webhook.getValue().at("/post/requestBody/content/application~1json/schema");
            ObjectNode event = (ObjectNode) new SchemaSample(description).of(schema, 0);
            event.put("id", "ev_" + UUID.randomUUID()).put("event_type", webhook.getKey());
            if (!event.path("content").isObject()) {
                event.putObject("content");
            }
            chargebee(event).then().statusCode(200);
            sent.add(event.get("id").asText());
        }

        assertThat(sent).hasSize(35);
        awaitWorked(sent);
    }

    private void awaitWorked(List<String> events) throws SQLException {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(status(events))
                        .as("events by status: 0 waits, 1 worked, 2 dead")
                        .isEqualTo(Map.of(1, events.size())));
    }

    private Map<Integer, Integer> status(List<String> events) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select status, count(*) from inbox where event_id = any (?) group by status")) {
            statement.setArray(1, connection.createArrayOf("text", events.toArray()));
            ResultSet rows = statement.executeQuery();
            Map<Integer, Integer> found = new java.util.HashMap<>();
            while (rows.next()) {
                found.put(rows.getInt(1), rows.getInt(2));
            }
            return found;
        }
    }

    /** The status of what is stored under the event's id. */
    private List<Integer> inbox(String event) throws SQLException {
        return List.copyOf(status(List.of(event)).keySet());
    }

    /** How many rows of the inbox hold the text. */
    private int stored(String text) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from inbox where position(convert_to(?, 'UTF8') in data) > 0")) {
            statement.setString(1, text);
            ResultSet rows = statement.executeQuery();
            rows.next();
            return rows.getInt(1);
        }
    }

    private boolean waits(String event) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select 1 from inbox where event_id = ? and status = 0 and due_at > received_at")) {
            statement.setString(1, event);
            return statement.executeQuery().next();
        }
    }

    private static Response stripe(ObjectNode event) throws GeneralSecurityException {
        byte[] body = Json.bytes(event);
        return post(
                body,
                signature(body, ChargebeeStandIn.STRIPE_SECRET, Instant.now().getEpochSecond()));
    }

    private static Response post(byte[] body, String signature) {
        var request = given().contentType("application/json; charset=utf-8").body(body);
        return (signature == null ? request : request.header("Stripe-Signature", signature))
                .post("/api/webhooks/stripe");
    }

    private static String signature(byte[] body, String secret, long time) throws GeneralSecurityException {
        String text = new String(body, StandardCharsets.UTF_8);
        return "t=" + time + ",v1=" + Webhook.Util.computeHmacSha256(secret, time + "." + text);
    }

    private static Response chargebee(ObjectNode event) {
        return chargebee(event, ChargebeeStandIn.LOGIN);
    }

    private static Response chargebee(ObjectNode event, String login) {
        String[] parts = login.split(":", 2);
        return given().auth()
                .preemptive()
                .basic(parts[0], parts[1])
                .contentType("application/json")
                .body(Json.bytes(event))
                .post("/api/webhooks/chargebee");
    }

    private void put(String kind, ObjectNode resource) {
        given().body(Json.bytes(resource))
                .put(chargebee + "/api/v2/" + kind + "/" + resource.get("id").asText())
                .then()
                .statusCode(200);
    }

    private ObjectNode introduced() {
        ObjectNode object = Json.object()
                .put("object", "customer")
                .put("id", account)
                .put("name", "Acme Inc.")
                .put("email", "ops@acme.example");
        object.putObject("metadata").put("aegis_customer", customer.value());
        return event("customer.created", object);
    }

    private ObjectNode subscription(String status) {
        ObjectNode subscription = Json.object()
                .put("object", "subscription")
                .put("id", "sub_" + unique)
                .put("customer", account)
                .put("status", status)
                .put("currency", "eur");
        ObjectNode item = subscription
                .putObject("items")
                .put("object", "list")
                .putArray("data")
                .addObject();
        item.put("object", "subscription_item")
                .put("quantity", 1)
                .put("current_period_end", NOW.plus(Duration.ofDays(30)).getEpochSecond());
        item.putObject("price").put("object", "price").put("id", "price_pro").put("unit_amount", 4_900);
        return subscription;
    }

    private ObjectNode invoice() {
        return Json.object()
                .put("object", "invoice")
                .put("id", "in_" + unique)
                .put("customer", account)
                .put("currency", "eur")
                .put("amount_due", 4_900);
    }

    private ObjectNode charge() {
        return Json.object().put("object", "charge").put("id", "ch_" + unique).put("customer", account);
    }

    private ObjectNode dispute() {
        return Json.object()
                .put("object", "dispute")
                .put("id", "dp_" + unique)
                .put("charge", "ch_" + unique)
                .put("currency", "eur")
                .put("amount", 4_900)
                .put("reason", "fraudulent");
    }

    private static ObjectNode event(String type, ObjectNode object) {
        ObjectNode event = Json.object()
                .put("object", "event")
                .put("id", "evt_" + UUID.randomUUID())
                .put("type", type)
                .put("api_version", "2019-01-01")
                .put("created", NOW.getEpochSecond());
        event.putObject("data").set("object", object);
        return event;
    }

    private ObjectNode chargebeeSubscription(String status, long version) {
        return Json.object()
                .put("id", "sub-" + unique)
                .put("customer_id", customer.value())
                .put("plan_id", "pro-monthly")
                .put("status", status)
                .put("cancelled_at", NOW.minusSeconds(60).plusMillis(version).getEpochSecond())
                .put("current_term_end", NOW.plus(Duration.ofDays(30)).getEpochSecond())
                .put("resource_version", NOW.minusSeconds(60).toEpochMilli() + version);
    }

    private ObjectNode chargebeeInvoice(String status) {
        return Json.object()
                .put("id", "in-" + unique)
                .put("customer_id", customer.value())
                .put("status", status)
                .put("currency_code", "EUR")
                .put("amount_due", 4_900);
    }

    private ObjectNode chargebeeEvent(String type, String part, ObjectNode content) {
        ObjectNode event = Json.object()
                .put("id", "ev_" + UUID.randomUUID())
                .put("occurred_at", NOW.minusSeconds(30).getEpochSecond())
                .put("event_type", type)
                .put("api_version", "v2")
                .put("object", "event");
        event.putObject("content").set(part, content);
        if (!part.equals("customer")) {
            event.withObject("content").putObject("customer").put("id", customer.value());
        }
        return event;
    }

    private static void problem(Response response, int status) {
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", Matchers.is(status))
                .body("detail", Matchers.notNullValue());
    }
}
