package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.contracts.UsageRecorded;
import io.aegis.contracts.UsageSummary;
import io.aegis.contracts.UsageTrend;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service on a real broker and a real database, seen from outside. Each test has a customer of its own. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class StateServiceTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final CustomerFact TRIAL = new CustomerFact.TrialStarted("t-1", NOW.plus(Duration.ofDays(14)), NOW);
    private static final CustomerFact KEY = new CustomerFact.KeyIssued(new KeyId("k-1"), Environment.TEST, "ab12", NOW);

    private static Peer peer;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());
    private long sequence;

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void an_action_that_succeeded_changes_profile_stage_and_timeline_and_is_told() {
        outcome(TRIAL, KEY);

        CustomerSnapshot now = awaitVersion(2);

        assertThat(now.stage()).isEqualTo(Stage.API_KEYS_GENERATED);
        assertThat(now.tier()).isEqualTo(Tier.TRIAL);
        assertThat(now.trialEndsAt()).isEqualTo(NOW.plus(Duration.ofDays(14)));
        assertThat(now.keys())
                .containsExactly(new CustomerSnapshot.Key(new KeyId("k-1"), Environment.TEST, "ab12", NOW));
        get("/timeline")
                .then()
                .body("entries.fact.fact", Matchers.contains("key_issued", "trial_started"))
                .body("entries.version", Matchers.contains(2, 1))
                .body("entries.source", Matchers.everyItem(Matchers.is("onboarding")))
                .body("entries[0].happenedAt", Matchers.is(NOW.toString()))
                .body("entries[0].correlation", Matchers.is("correlation-" + customer + "-o-1"));
        CustomerSnapshot.Usage none = new CustomerSnapshot.Usage(UsageTrend.STEADY, 0, 0);
        awaitTold(new CustomerChanged(now.with(null, none), List.of(TRIAL, KEY)));
    }

    @Test
    void an_action_that_failed_is_on_the_timeline_and_changes_nothing_else() {
        peer.send(
                Topics.OUTCOMES,
                "onboarding",
                customer + "-f",
                1L,
                new ActionOutcome.Failed(
                        new ActionId("a-1"),
                        new RunId("r-1"),
                        customer,
                        "trial.create",
                        "p-1",
                        "the provider is away"));

        CustomerSnapshot now = awaitVersion(1);

        assertThat(now.stage()).isEqualTo(Stage.NEW);
        get("/timeline")
                .then()
                .body("entries.fact.type", Matchers.contains("aegis.action.failed.v1"))
                .body("entries[0].fact.data.reason", Matchers.is("the provider is away"));
    }

    @Test
    void a_line_of_the_console_producer_changes_the_plan_and_garbage_before_it_delays_nobody() {
        String garbage = "garbage for " + customer;
        peer.wire().sendLine(Topics.BILLING, 0, garbage);
        peer.wire().sendLine(Topics.BILLING, 0, """
                {"specversion":"1.0","id":"%1$s-1","source":"/chargebee","type":"aegis.billing.subscription_activated.v1",\
                "subject":"%1$s","time":"2026-05-04T12:00:00Z","datacontenttype":"application/json",\
                "data":{"customer":"%1$s","tier":"pro","plan":"pro-monthly"}}""".formatted(customer));

        CustomerSnapshot now = awaitVersion(1);

        assertThat(now.tier()).isEqualTo(Tier.PRO);
        assertThat(now.plan()).isEqualTo("pro-monthly");
        get("/timeline")
                .then()
                .body("entries.fact.fact", Matchers.contains("plan_changed"))
                .body("entries.fact.at", Matchers.contains("2026-05-04T12:00:00Z"))
                .body("entries.source", Matchers.contains("/chargebee"));
        assertThat(peer.wire().await(Topics.deadLetters(Topics.BILLING), 1, found -> garbage.equals(found.value())))
                .singleElement()
                .satisfies(
                        dead -> assertThat(dead.headers().get("ce_deadreason")).startsWith("not a CloudEvent 1.0"));
    }

    @Test
    void a_billing_event_of_an_unknown_type_is_kept_on_the_timeline() {
        peer.wire()
                .send(
                        Topics.BILLING,
                        "/chargebee",
                        customer + "-1",
                        null,
                        "invoice.voided",
                        customer.value(),
                        "{\"invoice\":\"i-7\"}");

        awaitVersion(1);

        get("/timeline")
                .then()
                .body("entries[0].fact.fact", Matchers.is("outside_event"))
                .body("entries[0].fact.type", Matchers.is("invoice.voided"))
                .body("entries[0].fact.data.invoice", Matchers.is("i-7"));
    }

    @Test
    void an_intervention_is_on_the_timeline_once() {
        InterventionRaised raised = new InterventionRaised(
                new InterventionId("iv-" + customer), customer, "check-in", "Hi", null, List.of(), NOW);

        peer.send(Topics.INTERVENTIONS, "monitor", customer + "-i-1", 1L, raised);
        peer.send(Topics.INTERVENTIONS, "monitor", customer + "-i-1", 1L, raised);
        peer.send(Topics.INTERVENTIONS, "monitor", customer + "-i-2", 2L, raised);
        peer.send(
                Topics.INTERVENTIONS,
                "monitor",
                customer + "-i-3",
                3L,
                new InterventionRaised(new InterventionId("iv-later"), customer, "other", "Hi", null, List.of(), NOW));
        awaitVersion(2);

        get("/timeline")
                .then()
                .body("entries.fact.fact", Matchers.everyItem(Matchers.is("intervention_raised")))
                .body("entries.fact.intervention", Matchers.contains("iv-later", "iv-" + customer))
                .body("entries[1].fact.playbook", Matchers.is("check-in"))
                .body("entries[1].happenedAt", Matchers.is(NOW.toString()));
    }

    @Test
    void replayed_records_change_nothing_neither_under_their_ids_nor_under_new_ones() {
        outcome(TRIAL, new CustomerFact.MailSent("welcome", NOW));
        billing("b-1", new BillingEvent.SubscriptionActivated(customer, Tier.STARTER, "starter", "sub-1", null, null));
        usage("u-1", 200, 7);
        CustomerSnapshot before = awaitSnapshot(now -> now.firstApiCallAt() != null && now.tier() == Tier.STARTER);

        sequence = 0;
        outcome(TRIAL, new CustomerFact.MailSent("welcome", NOW));
        peer.send(
                Topics.OUTCOMES,
                "onboarding",
                "other-" + UUID.randomUUID(),
                1L,
                succeeded(TRIAL, new CustomerFact.MailSent("welcome", NOW)));
        billing("b-1", new BillingEvent.SubscriptionActivated(customer, Tier.STARTER, "starter", "sub-1", null, null));
        usage("u-1", 200, 7);
        outcome(new CustomerFact.MailSent("bye", NOW));
        billing("b-2", new BillingEvent.CustomerCreated(customer, "Ada", null, null, null, null));
        usage("u-2", 200, 1);
        CustomerSnapshot after = awaitSnapshot(now -> now.mailsSent().contains("bye") && "Ada".equals(now.name()));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(summary().calls()).isGreaterThan(7));

        assertThat(after.version()).isEqualTo(before.version() + 2);
        assertThat(after.mailsSent()).containsExactly("welcome", "bye");
        assertThat(summary().calls()).isEqualTo(8);
    }

    @Test
    void fifteen_percent_errors_are_counted_by_key_and_status_and_put_the_customer_at_risk() {
        usage("u-1", 200, 85);
        usage("u-2", 401, 12);
        usage("u-3", 500, 3);
        peer.send(
                Topics.USAGE,
                "product",
                customer + "-before",
                new UsageRecorded(
                        customer, Environment.TEST, "/v1/plans", 500, 4, null, NOW.minus(Duration.ofHours(30))));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(summary().callsBefore()).isEqualTo(4);
            assertThat(summary().calls()).isEqualTo(100);
        });

        UsageSummary summary = summary();

        assertThat(summary.counts())
                .containsExactly(
                        new UsageSummary.Count(Environment.TEST, 200, "ab12", "/v1/subscriptions", 85),
                        new UsageSummary.Count(Environment.TEST, 401, "ab12", "/v1/subscriptions", 12),
                        new UsageSummary.Count(Environment.TEST, 500, "ab12", "/v1/subscriptions", 3));
        assertThat(summary.errors()).isEqualTo(15);
        assertThat(summary.errorsBefore()).isEqualTo(4);
        CustomerSnapshot now =
                awaitSnapshot(snapshot -> snapshot.health().reasons().toString().contains("of 100 calls"));
        assertThat(now.stage()).isEqualTo(Stage.FIRST_API_CALL);
        assertThat(now.health().level()).isEqualTo(HealthLevel.AT_RISK);
        assertThat(now.health().score()).isEqualTo(55);
        assertThat(now.health().reasons()).containsExactly("15.0 % of 100 calls in 24 hours failed, mostly with 401");
        assertThat(now.health().measures())
                .contains(new CustomerSnapshot.Health.Measured(
                        "errors", 40, 25, "15.0 % of 100 calls in 24 hours failed, mostly with 401"));
        staff().queryParam("health", "at_risk")
                .queryParam("search", customer.value().toUpperCase(Locale.ROOT))
                .get("/api/customers")
                .then()
                .body("customers.customer", Matchers.contains(customer.value()));
        List<CustomerChanged> told = peer.awaitOne(
                Topics.CUSTOMERS,
                customer,
                CustomerChanged.class,
                changed -> changed.now().health().level() == HealthLevel.AT_RISK);
        CustomerSnapshot.Usage usage = told.getLast().now().usage();
        assertThat(usage.trend()).isEqualTo(UsageTrend.STEADY);
        assertThat(told.getLast().now().health().reasons().getFirst())
                .startsWith("%s %% of %d calls".formatted(usage.errorPercent(), usage.calls()));
        assertThat(now.usage()).isNull();
        assertThat(told.stream()
                        .flatMap(changed -> changed.facts().stream())
                        .filter(CustomerFact.HealthChanged.class::isInstance)
                        .map(CustomerFact.HealthChanged.class::cast))
                .extracting(CustomerFact.HealthChanged::to, CustomerFact.HealthChanged::cause)
                .last()
                .isEqualTo(tuple(HealthLevel.AT_RISK, HealthCause.ERRORS));
    }

    @Test
    void silence_is_noticed_by_itself_when_its_time_has_come() {
        Instant soon = Instant.now().plusMillis(1500);
        outcome(new CustomerFact.KeyIssued(new KeyId("k-1"), Environment.TEST, "ab12", soon.minus(Duration.ofDays(7))));
        CustomerSnapshot before = awaitVersion(1);

        CustomerSnapshot after = awaitVersion(2);

        assertThat(before.health().level()).isEqualTo(HealthLevel.NEW);
        assertThat(after.health().level()).isEqualTo(HealthLevel.NEEDS_ATTENTION);
        assertThat(after.health().score()).isEqualTo(80);
        assertThat(after.health().reasons()).containsExactly("no call yet, 7 days after the first key was issued");
        get("/timeline").then().body("entries.fact.fact", Matchers.contains("health_changed", "key_issued"));
    }

    @Test
    void a_reader_is_answered_when_what_he_saw_is_applied() throws Exception {
        Response behind = get("?seen=onboarding:1");
        // A thread of the common pool has a class loader that is not this test's.
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(
                () -> get("?seen=onboarding:1"), task -> Thread.ofVirtual().start(task));
        outcome(TRIAL);

        Response answer = waiting.get();

        behind.then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "1")
                .body("title", Matchers.is("State is behind"));
        answer.then()
                .statusCode(200)
                .header("ETag", Matchers.startsWith("\"1-"))
                .body("tier", Matchers.is("trial"));
    }

    @Test
    void a_list_is_answered_when_what_its_reader_saw_of_one_customer_is_applied() throws Exception {
        String seen = "/api/customers?search=" + customer + "&seen=onboarding:1";
        Response behind = staff().get(seen + "&seenOf=" + customer);
        CompletableFuture<Response> waiting =
                CompletableFuture.supplyAsync(() -> staff().get(seen + "&seenOf=" + customer));
        outcome(TRIAL);

        Response answer = waiting.get();

        behind.then().statusCode(503).header("Retry-After", "1");
        answer.then().statusCode(200).body("customers.tier", Matchers.contains("trial"));
        problem(staff().get(seen), 400);
    }

    @Test
    void nobody_has_heard_of_an_unknown_customer() {
        assertThat(snapshot()).isEqualTo(CustomerSnapshot.unknown(customer));
        get("").then().header("ETag", Matchers.startsWith("\"0-"));
        get("/timeline").then().statusCode(200).body("entries", Matchers.empty());
        assertThat(summary().calls()).isZero();
    }

    @Test
    void a_customer_sees_himself_only() {
        String own = Tokens.mint(LocalPlatform.shared().secrets(), "ada", Set.of("customer"), customer.value());

        given().auth().oauth2(own).get("/api/customers/" + customer).then().statusCode(200);
        for (String path : List.of(
                "/api/customers/other",
                "/api/customers/other/usage",
                "/api/customers/other/timeline",
                "/api/customers/other/health",
                "/api/customers/other?asOf=2026-01-01T00:00:00Z")) {
            problem(given().auth().oauth2(own).get(path), 404);
        }
        problem(given().auth().oauth2(own).get("/api/customers"), 403);
        problem(
                given().auth()
                        .oauth2(own)
                        .contentType("application/json")
                        .body("[]")
                        .post("/api/usage"),
                403);
    }

    @Test
    void refusals_are_problems() {
        problem(given().get("/api/customers/" + customer), 401);
        problem(given().auth().oauth2("no.real.token").get("/api/customers/" + customer), 401);
        problem(get("/nothing"), 404);
        problem(get("?seen=onboarding"), 400);
        problem(get("?seen=onboarding:many"), 400);
        problem(staff().queryParam("seen", "\u0000:1").get("/api/customers/" + customer), 400);
        problem(get("/usage?hours=0"), 400);
        problem(get("/usage?hours=x"), 400);
        problem(get("/timeline?limit=201"), 400);
        problem(get("/timeline?before=x"), 400);
        problem(staff().get("/api/customers/-"), 400);
        problem(staff().get("/api/customers?tier=gold"), 400);
        problem(staff().queryParam("search", "\u0000").get("/api/customers"), 400);
        problem(staff().get("/api/customers?after=-"), 400);
        problem(staff().get("/api/customers?search=..."), 400);
        problem(staff().get("/api/customers?sort=age"), 400);
        problem(staff().get("/api/customers?minScore=101"), 400);
        problem(get("?asOf=yesterday"), 400);
        problem(get("?asOf=2999-01-01T00:00:00Z"), 400);
        problem(get("/timeline?kind=nothing"), 400);
        problem(report("", null), 400);
        problem(report("{", null), 400);
        problem(report("[]", null), 400);
        problem(report("[null]", null), 400);
        problem(report("7", null), 400);
        problem(report("{\"customer\":\"a b\"}", null), 400);
        problem(report("{\"customer\":\"a\",\"environment\":\"test\",\"status\":200,\"calls\":1}", null), 400);
        problem(report(entry(99, 1), null), 400);
        problem(report(entry(200, 0), null), 400);
        problem(report(entry(200, 1).replace("/v1", "\\u0000"), null), 400);
        problem(report(entry(200, 1).replace("/v1", "\\ud800"), "a-key"), 400);
        problem(report(entry(200, 1).replace("\"calls\"", "\"counts\""), null), 400);
        problem(report(entry(200, 1).replace(NOW.toString(), "2999-01-01T00:00:00Z"), null), 400);
    }

    @Test
    void a_request_of_usage_counts_once_under_its_key() {
        String key = UUID.randomUUID().toString();
        String body = "[" + entry(200, 3) + "," + entry(404, 1) + "]";

        report(body, key).then().statusCode(200).body("recorded", Matchers.is(2));
        report(body, key).then().statusCode(200).body("recorded", Matchers.is(2));
        problem(report(entry(200, 3), key), 422);
        assertThat(summary().calls()).isEqualTo(4);

        report(entry(200, 3), null).then().statusCode(200).body("recorded", Matchers.is(1));
        assertThat(summary().calls()).isEqualTo(7);
        assertThat(snapshot().stage()).isEqualTo(Stage.FIRST_API_CALL);
    }

    @Test
    void usage_comes_line_by_line_too_and_a_bad_line_refuses_all_with_its_number() {
        String login = """
                {"customer":"%s","logins":2,"at":"%s"}""".formatted(customer, NOW);
        String lines = entry(200, 3) + "\n\n" + login + "\n" + entry(500, 1) + "\n";

        lines(lines).then().statusCode(200).body("recorded", Matchers.is(3));
        problem(lines(entry(200, 3) + "\n" + entry(200, 0)), 400);
        lines(entry(200, 3) + "\n" + login.replace("2,", "0,"))
                .then()
                .body("detail", Matchers.is("line 2: logins is 1 to 1000000"));
        problem(lines(entry(200, 3) + "\n{"), 400);

        assertThat(summary().calls()).isEqualTo(4);
    }

    @Test
    void usage_of_another_time_than_can_be_meant_is_dead_with_its_reason() {
        peer.send(
                Topics.USAGE,
                "product",
                customer + "-ahead",
                new UsageRecorded(
                        customer,
                        Environment.TEST,
                        "/v1/plans",
                        200,
                        1,
                        null,
                        Instant.now().plus(Duration.ofHours(2))));

        assertThat(peer.wire()
                        .await(
                                Topics.deadLetters(Topics.USAGE),
                                1,
                                found -> customer.value().equals(found.key())))
                .singleElement()
                .satisfies(dead ->
                        assertThat(dead.headers().get("ce_deadreason")).contains("at is more than an hour ahead"));
    }

    @Test
    void customers_are_listed_by_pages() {
        String word = UUID.randomUUID().toString();
        for (String suffix : List.of("a", "b", "c")) {
            CustomerId one = new CustomerId(customer + suffix);
            peer.send(
                    Topics.BILLING,
                    "/chargebee",
                    one.value(),
                    new BillingEvent.CustomerCreated(one, "Name " + word, null, null, null, null));
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> search(word, "").then().body("customers", Matchers.hasSize(3)));

        String next = search(word, "&limit=2")
                .then()
                .body("customers.customer", Matchers.contains(customer + "a", customer + "b"))
                .extract()
                .path("next");

        search(word, "&limit=2&after=" + next)
                .then()
                .body("customers.customer", Matchers.contains(customer + "c"))
                .body("next", Matchers.nullValue());
    }

    @Test
    void the_timeline_is_read_by_pages_newest_first() {
        outcome(TRIAL, KEY, new CustomerFact.MailSent("welcome", NOW));
        awaitVersion(3);

        int next = get("/timeline?limit=2")
                .then()
                .body("entries.version", Matchers.contains(3, 2))
                .extract()
                .path("next");

        get("/timeline?limit=2&before=" + next)
                .then()
                .body("entries.version", Matchers.contains(1))
                .body("next", Matchers.nullValue());
    }

    private void outcome(CustomerFact... facts) {
        sequence++;
        peer.send(Topics.OUTCOMES, "onboarding", customer + "-o-" + sequence, sequence, succeeded(facts));
    }

    private ActionOutcome succeeded(CustomerFact... facts) {
        return new ActionOutcome.Succeeded(
                new ActionId("a-1"), new RunId("r-1"), customer, "trial.create", "p-1", List.of(facts), "done");
    }

    private void billing(String id, BillingEvent event) {
        peer.send(Topics.BILLING, "/chargebee", customer + "-" + id, event);
    }

    private void usage(String id, int status, int calls) {
        peer.send(
                Topics.USAGE,
                "product",
                customer + "-" + id,
                new UsageRecorded(
                        customer,
                        Environment.TEST,
                        "/v1/subscriptions?secret=x",
                        status,
                        calls,
                        "sk_test_longer_ab12",
                        NOW));
    }

    private String entry(int status, int calls) {
        return """
                {"customer":"%s","environment":"test","endpoint":"/v1/plans","status":%d,"calls":%d,"at":"%s"}""".formatted(customer, status, calls, NOW);
    }

    private static Response report(String body, String key) {
        var request = given().auth().oauth2(token("product", "usage:record")).contentType("application/json");
        return (key == null ? request : request.header("Idempotency-Key", key))
                .body(body)
                .post("/api/usage");
    }

    private static Response lines(String body) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/x-ndjson", ContentType.TEXT)))
                .auth()
                .oauth2(token("product", "usage:record"))
                .contentType("application/x-ndjson")
                .body(body)
                .post("/api/usage");
    }

    private Response search(String text, String more) {
        return staff().get("/api/customers?search=" + text + more);
    }

    private Response get(String path) {
        return given().auth().oauth2(token("service:query", "customers:read")).get("/api/customers/" + customer + path);
    }

    private CustomerSnapshot snapshot() {
        return Json.read(get("").then().statusCode(200).extract().asString(), CustomerSnapshot.class);
    }

    private UsageSummary summary() {
        return Json.read(get("/usage?hours=24").then().statusCode(200).extract().asString(), UsageSummary.class);
    }

    private CustomerSnapshot awaitVersion(long version) {
        return awaitSnapshot(now -> now.version() >= version);
    }

    private CustomerSnapshot awaitSnapshot(Predicate<CustomerSnapshot> condition) {
        return await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(50))
                .until(this::snapshot, condition);
    }

    private void awaitTold(CustomerChanged... expected) {
        assertThat(peer.await(Topics.CUSTOMERS, customer, CustomerChanged.class, expected.length))
                .containsExactly(expected);
    }

    private static void problem(Response response, int status) {
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", Matchers.is(status))
                .body("title", Matchers.notNullValue());
    }

    private static RequestSpecification staff() {
        return given().auth().oauth2(token("sam", "success-manager"));
    }

    private static String token(String subject, String role) {
        return Tokens.mint(LocalPlatform.shared().secrets(), subject, Set.of(role), null);
    }
}
