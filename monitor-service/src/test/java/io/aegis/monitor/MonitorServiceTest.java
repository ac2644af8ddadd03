package io.aegis.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Offer;
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
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
        assertThat(rows("select count(*) from timer where customer = ? and name like 'playbook-%'"))
                .containsExactly("0");
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

        awaitRows("select count(*) from occasion where customer = ? and outcome = 'suppressed'", "1");
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
                        + "15.0 % of 200 calls in 24 hours failed, mostly with 401. I am looking");

        clock.advance(Duration.ofDays(6));
        tell(atRisk());
        awaitRows("select count(*) from occasion where customer = ? and outcome = 'suppressed'", "1");
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
                .satisfies(raised -> assertThat(raised.text()).contains(": many requests were refused. I am looking"));
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
    void the_budget_is_one_for_all_and_who_is_more_urgent_goes_first() {
        Instant now = now();
        CustomerSnapshot trial = Snapshots.trial(customer, ++version);
        tell(new CustomerChanged(
                trial,
                List.of(
                        new CustomerFact.MailSent("welcome", now.minusSeconds(3)),
                        new CustomerFact.MailSent("production_ready", now.minusSeconds(2)))));
        tell(new CustomerChanged(
                Snapshots.of(customer, ++version, Tier.TRIAL, null, HealthLevel.AT_RISK),
                List.of(
                        new CustomerFact.KeyIssued(
                                new KeyId("key-1"), Environment.TEST, "1234", now.minus(Duration.ofHours(25))),
                        new CustomerFact.HealthChanged(
                                HealthLevel.HEALTHY, HealthLevel.AT_RISK, "errors", HealthCause.ERRORS, now))));

        assertThat(until(DEBUGGING)).extracting(InterventionRaised::playbook).containsExactly(DEBUGGING);
        awaitRows(
                "select reason from occasion where customer = ? and outcome = 'held'",
                "the contact budget of 3 in PT168H is spent until "
                        + now.minusSeconds(3).plus(Duration.ofDays(7)));
        as("sam", "success-manager", null)
                .get("/api/interventions/decisions?customer=" + customer)
                .then()
                .statusCode(200)
                .body("playbook", containsInAnyOrder(CHECK_IN, DEBUGGING))
                .body("outcome", containsInAnyOrder("held", "raised"));
        as("sam", "success-manager", null)
                .get("/api/playbooks/" + CHECK_IN + "/decisions?customer=" + customer)
                .then()
                .body("outcome", equalTo(List.of("held")));

        clock.advance(Duration.ofDays(7));

        assertThat(until(CHECK_IN)).extracting(InterventionRaised::playbook).containsExactly(DEBUGGING, CHECK_IN);
    }

    @Test
    void who_does_not_want_to_hear_from_us_is_left_alone() {
        Instant issued = now().minus(Duration.ofHours(24));
        tell(new CustomerChanged(
                Snapshots.of(
                        customer,
                        ++version,
                        Tier.TRIAL,
                        null,
                        HealthLevel.NEW,
                        new CustomerSnapshot.Contact(null, null, Consent.WITHHELD, null)),
                List.of(new CustomerFact.KeyIssued(new KeyId("key-1"), Environment.TEST, "1234", issued))));

        awaitRows(
                "select outcome || ': ' || reason from occasion where customer = ?",
                "suppressed: the customer does not want to be contacted");
    }

    @Test
    void errors_are_looked_into_by_an_agent_and_what_the_customer_does_is_known() {
        tell(atRisk());
        InterventionRaised raised = until(DEBUGGING).getFirst();
        assertThat(raised.task()).isEqualTo(Intent.DIAGNOSE_ERRORS);
        Instant seen = now();

        meet(new InterventionMet.Seen(raised.intervention(), customer, seen));
        meet(new InterventionMet.Answered(raised.intervention(), customer, seen.plusSeconds(5)));
        meet(new InterventionMet.Answered(raised.intervention(), customer, seen.plusSeconds(9)));

        awaitRows("select acted_at is not null from occasion where customer = ?", "t");
        as("sam", "success-manager", null)
                .get("/api/interventions?customer=" + customer)
                .then()
                .body("[0].seenAt", equalTo(seen.toString()))
                .body("[0].actedAt", equalTo(seen.plusSeconds(5).toString()))
                .body("[0].variant", equalTo("looked-at"));
    }

    @Test
    void a_goal_is_reached_in_its_window_or_missed_when_it_is_over() {
        Instant issued = now().minus(Duration.ofHours(24));
        tell(keyIssued(issued));
        Instant raised = until(CHECK_IN).getFirst().at();
        awaitRows("select name from timer where customer = ? and name like 'goal-%'", "goal-" + intervention());
        Instant called = raised.plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

        tell(new CustomerChanged(
                calling(called), List.of(new CustomerFact.FirstApiCallMade(Environment.TEST, called))));

        awaitRows("select goal_at = '%s' from occasion where customer = ?".formatted(called), "t");
        assertThat(rows("select count(*) from timer where customer = ?")).containsExactly("0");
    }

    @Test
    void a_goal_that_is_not_reached_is_missed() {
        tell(keyIssued(now().minus(Duration.ofHours(24))));
        until(CHECK_IN);
        awaitRows("select count(*) from timer where customer = ? and name like 'goal-%'", "1");

        clock.advance(Duration.ofDays(7));

        awaitRows("select closed_at is not null and goal_at is null from occasion where customer = ?", "t");
    }

    @Test
    void a_playbook_is_written_and_enabled_and_what_began_ends_under_its_version() {
        String text = """
                id: greeting
                title: Greeting
                trigger: {after: sandbox_provisioned, where: {url: {in: ["https://sandbox"]}}, delay: PT1H, lapses-after: P1D}
                cooldown: forever
                messages: {hello: "%s"}
                """;
        write("greeting", text.formatted("Hello")).then().statusCode(200).body("version", equalTo(1));
        write("greeting", text.formatted("Hello")).then().statusCode(200).body("version", equalTo(1));
        Instant first = now();
        tell(sandbox(first));
        tell(keyIssued(first));
        awaitRows("select playbook from occasion where customer = ?", CHECK_IN);

        as("sam", "success-manager", null)
                .post("/api/playbooks/greeting/enable")
                .then()
                .statusCode(200)
                .body("enabled", equalTo(true));
        tell(sandbox(first));
        awaitRows("select version from occasion where customer = ? and playbook = 'greeting'", "1");
        write("greeting", text.formatted("Good day")).then().statusCode(200).body("version", equalTo(2));

        clock.advance(Duration.ofHours(1));

        assertThat(until("greeting")).extracting(InterventionRaised::text).containsExactly("Hello");
        as("ann", "auditor", null)
                .get("/api/playbooks/greeting/changes")
                .then()
                .body("what", equalTo(List.of("written", "enabled", "written")))
                .body("by", equalTo(List.of("sam", "sam", "sam")));
        as("ann", "auditor", null)
                .get("/api/playbooks/greeting/versions")
                .then()
                .body("number", equalTo(List.of(1, 2)))
                .body("[0].text", equalTo(text.formatted("Hello")));
    }

    @Test
    void what_waits_for_a_disabled_playbook_is_not_raised() {
        String text = """
                id: switched-off
                title: Switched off
                trigger: {after: sandbox_provisioned, where: {url: {in: ["https://off"]}}, delay: PT1H, lapses-after: P1D}
                cooldown: forever
                messages: {hello: Hello}
                """;
        write("switched-off", text).then().statusCode(200).body("enabled", equalTo(false));
        as("sam", "success-manager", null)
                .post("/api/playbooks/switched-off/enable")
                .then()
                .statusCode(200);
        tell(new CustomerChanged(
                Snapshots.trial(customer, ++version),
                List.of(new CustomerFact.SandboxProvisioned("https://off", now()))));
        awaitRows("select outcome from occasion where customer = ? and playbook = 'switched-off'", "waiting");

        as("sam", "success-manager", null)
                .post("/api/playbooks/switched-off/disable")
                .then()
                .statusCode(200);
        clock.advance(Duration.ofHours(1));

        awaitRows(
                "select reason from occasion where customer = ? and playbook = 'switched-off'",
                "the playbook is disabled");
    }

    @Test
    void a_backtest_says_who_would_have_been_contacted_and_sends_nothing() {
        String only = UUID.randomUUID().toString();
        String text = """
                id: tried-out
                title: Tried out
                trigger: {after: sandbox_provisioned, where: {url: {in: ["%s"]}}, delay: PT1H, lapses-after: P1D}
                cooldown: forever
                goal: {fact: first_api_call_made, within: P1D}
                messages: {hello: Hello}
                """.formatted(only);
        Instant then = now().minus(Duration.ofHours(2));
        tell(new CustomerChanged(
                Snapshots.trial(customer, ++version), List.of(new CustomerFact.SandboxProvisioned(only, then))));
        awaitRows("select count(*) from history where customer = ?", "1");
        clock.advance(Duration.ofDays(2));
        tell(new CustomerChanged(
                calling(now()), List.of(new CustomerFact.FirstApiCallMade(Environment.TEST, then.plusSeconds(9000)))));
        awaitRows("select count(*) from history where customer = ?", "2");

        backtest("tried-out", text)
                .then()
                .statusCode(200)
                .body("contacted", equalTo(1))
                .body("contacts[0].customer", equalTo(customer.value()))
                .body("measured", equalTo(1))
                .body("reachedAnyway", equalTo(1))
                .body("precision.value", equalTo(0.0f));

        assertThat(rows("select count(*) from occasion where customer = ?")).containsExactly("0");
        assertThat(rows("select count(*) from contact where customer = ?")).containsExactly("0");
        assertThat(rows("select count(*) from outbox where customer = ?")).containsExactly("0");
        as("sam", "success-manager", null)
                .get("/api/playbooks/tried-out")
                .then()
                .statusCode(404);
        backtest("other-name", text).then().statusCode(400).body("faults[0].line", equalTo(1));
        backtest("nothing", "").then().statusCode(404);
        as("ann", "auditor", null)
                .contentType("text/plain")
                .post("/api/playbooks/" + CHECK_IN + "/backtest")
                .then()
                .statusCode(403);
    }

    @Test
    void a_mail_goes_out_in_words_of_its_own_and_both_are_one_contact() {
        write("by-mail", """
                id: by-mail
                title: By mail
                trigger: {after: sandbox_provisioned, where: {url: {in: [by-mail]}}, delay: PT0S, lapses-after: P1D}
                cooldown: forever
                help: {action: discount.apply, arguments: {percent: 5}}
                messages:
                  both:
                    text: Your sandbox is ready.
                    mail:
                      subject: Your sandbox, {customer.name|customer}
                      text: |
                        Dear {customer.name|customer},

                        it is at {fact.url}.
                """).then().statusCode(200);
        as("sam", "success-manager", null)
                .post("/api/playbooks/by-mail/enable")
                .then()
                .statusCode(200);

        tell(new CustomerChanged(
                Snapshots.trial(customer, ++version), List.of(new CustomerFact.SandboxProvisioned("by-mail", now()))));

        InterventionRaised raised = until("by-mail").getFirst();
        assertThat(raised.text()).isEqualTo("Your sandbox is ready.");
        assertThat(raised.proposals())
                .containsExactly(
                        new Offer(
                                "help",
                                "Give 5 % off for 3 months",
                                "discount.apply",
                                Json.object().put("percent", 5).put("months", 3)),
                        new Offer(
                                "mail",
                                "Send the written mail",
                                "mail.send",
                                Json.object()
                                        .put("template", "written")
                                        .put("subject", "Your sandbox, Ada")
                                        .put("text", "Dear Ada,\n\nit is at by-mail.")));
        tell(new CustomerChanged(
                Snapshots.trial(customer, ++version),
                List.of(
                        new CustomerFact.MailSent(
                                "playbook:by-mail", raised.at().plusSeconds(1)),
                        new CustomerFact.MailSent("written", raised.at().plusSeconds(2)))));
        awaitRows("select source from contact where customer = ? order by at", "by-mail", "mail");
    }

    @Test
    void results_are_counted_by_version_and_variant() {
        String text = """
                id: measured
                title: Measured
                trigger: {after: sandbox_provisioned, where: {url: {in: [measured]}}, delay: PT0S, lapses-after: P1D}
                cooldown: forever
                goal: {fact: first_api_call_made, within: P1D}
                messages: {a: Hello, b: Good day}
                """;
        write("measured", text).then().statusCode(200);
        as("sam", "success-manager", null)
                .post("/api/playbooks/measured/enable")
                .then()
                .statusCode(200);
        tell(new CustomerChanged(
                Snapshots.trial(customer, ++version), List.of(new CustomerFact.SandboxProvisioned("measured", now()))));
        Instant at = until("measured").getFirst().at();
        tell(new CustomerChanged(
                calling(at), List.of(new CustomerFact.FirstApiCallMade(Environment.TEST, at.plusSeconds(1)))));
        awaitRows("select count(*) from occasion where customer = ? and goal_at is not null", "1");
        as("ann", "auditor", null)
                .get("/api/playbooks/measured/results")
                .then()
                .statusCode(200)
                .body("contacted.contacts", equalTo(1))
                .body("contacted.measured", equalTo(0));

        clock.advance(Duration.ofDays(1).plusSeconds(1));

        as("ann", "auditor", null)
                .get("/api/playbooks/measured/results?version=1")
                .then()
                .statusCode(200)
                .body("contacted.measured", equalTo(1))
                .body("contacted.reached", equalTo(1))
                .body("contacted.rate.value", equalTo(1.0f))
                .body("heldOut.contacts", equalTo(0))
                .body("variants.variant", equalTo(List.of("a", "b")));
        as("ann", "auditor", null)
                .get("/api/playbooks/measured/results?version=2")
                .then()
                .statusCode(404);
        as("me", "customer", "me").get("/api/playbooks/measured/results").then().statusCode(403);
    }

    @Test
    void a_message_that_does_harm_stops_by_itself_and_says_so() throws SQLException {
        String text = """
                id: harmful
                title: Harmful
                trigger: {after: sandbox_provisioned, where: {url: {in: [harmful]}}, delay: PT0S, lapses-after: P1D}
                cooldown: forever
                goal: {fact: first_api_call_made, within: P1D}
                hold-out: 10
                messages: {shout: Hello}
                """;
        write("harmful", text).then().statusCode(200);
        for (int n = 0; n < 120; n++) {
            boolean raised = n % 2 == 0;
            insertPast("harmful", n, raised ? "raised" : "held_out", raised ? "shout" : null, !raised && n % 4 == 1);
        }

        as("ann", "auditor", null)
                .get("/api/playbooks/harmful/results")
                .then()
                .statusCode(200)
                .body("contacted.measured", equalTo(60))
                .body("heldOut.reached", equalTo(30))
                .body("lift.high", lessThan(0f))
                .body("variants[0].stopped.stopped", startsWith("the goal is reached in 0 of 60 contacts"));
        as("ann", "auditor", null)
                .get("/api/playbooks/harmful/changes")
                .then()
                .body("[0].what", equalTo("variant shout stopped"))
                .body("[0].by", equalTo("aegis"));
    }

    @Test
    void a_playbook_with_faults_is_refused_with_their_lines() {
        write("faulty", "id: faulty\ntitle: T\ncooldown: never\n")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("faults.line", equalTo(List.of(1, 1, 3)))
                .body("faults[0].reason", equalTo("trigger is missing"))
                .body("faults[2].reason", startsWith("cooldown: "));
        as("sam", "success-manager", null).get("/api/playbooks/faulty").then().statusCode(404);
    }

    @Test
    void the_packaged_playbooks_are_in_force() {
        as("sam", "success-manager", null)
                .get("/api/playbooks/" + CHECK_IN)
                .then()
                .statusCode(200)
                .body("title", equalTo("Onboarding check-in"))
                .body("version", equalTo(1))
                .body("enabled", equalTo(true))
                .body("by", equalTo("packaged"))
                .body("delay", equalTo("PT24H"))
                .body("text", startsWith("id: onboarding-check-in\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "success-manager, 200, 400",
        "admin, 200, 400",
        "approver, 403, 403",
        "auditor, 403, 403",
        "service, 403, 403",
        "customer, 403, 403"
    })
    void who_may_change_playbooks(String role, int switching, int writing) {
        RequestSpecification caller = as("somebody", role, role.equals("customer") ? "me" : null);

        caller.post("/api/playbooks/win-back/enable").then().statusCode(switching);
        caller.contentType("application/yaml")
                .body("id: win-back".getBytes(StandardCharsets.UTF_8))
                .put("/api/playbooks/win-back")
                .then()
                .statusCode(writing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/interventions                  | auditor         | 200
            /api/interventions?limit=200        | admin           | 200
            /api/interventions                  | customer        | 200
            /api/interventions?customer=me      | customer        | 200
            /api/interventions?customer=other   | customer        | 404
            /api/interventions                  | agent           | 403
            /api/interventions?customer=a%20b   | approver        | 400
            /api/interventions?limit=0          | approver        | 400
            /api/interventions?limit=201        | approver        | 400
            /api/interventions?limit=x          | approver        | 400
            /api/playbooks                      | approver        | 200
            /api/playbooks                      | customer        | 403
            /api/playbooks/win-back             | auditor         | 200
            /api/playbooks/win-back/versions    | customer        | 403
            /api/playbooks/win-back/changes     | customer        | 403
            /api/playbooks/win-back/decisions   | customer        | 403
            /api/playbooks/win-back/decisions   | auditor         | 200
            /api/interventions/decisions        | customer        | 403
            /api/interventions/decisions        | approver        | 200
            /api/playbooks/none                 | approver        | 404
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

    private static Response write(String id, String text) {
        return as("sam", "success-manager", null)
                .contentType("application/yaml")
                .body(text.getBytes(StandardCharsets.UTF_8))
                .put("/api/playbooks/" + id);
    }

    private static void meet(InterventionMet met) {
        peer.send(Topics.INTERVENTIONS, "orchestrator", UUID.randomUUID().toString(), met);
    }

    private static Response backtest(String id, String text) {
        return as("sam", "success-manager", null)
                .contentType("application/yaml")
                .body(text.getBytes(StandardCharsets.UTF_8))
                .post("/api/playbooks/" + id + "/backtest?days=30");
    }

    /** A contact or hold-out whose goal's window is over. */
    private void insertPast(String playbook, int n, String outcome, @Nullable String variant, boolean reached)
            throws SQLException {
        Instant at = now().minus(Duration.ofDays(9));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        insert into occasion (id, customer, playbook, version, happening, due_at, outcome, decided_at, reason,
                                              variant, closes_at, closed_at, goal_at)
                        values (?, ?, ?, 1, '{}', ?, ?, ?, '', ?, ?, ?, ?)
                        """)) {
            OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
            statement.setString(1, playbook + n);
            statement.setString(2, playbook + n);
            statement.setString(3, playbook);
            statement.setObject(4, time);
            statement.setString(5, outcome);
            statement.setObject(6, time);
            statement.setString(7, variant);
            statement.setObject(8, time.plusDays(1));
            statement.setObject(9, time.plusDays(1));
            statement.setObject(10, reached ? time.plusHours(1) : null);
            statement.executeUpdate();
        }
    }

    private CustomerChanged sandbox(Instant at) {
        return new CustomerChanged(
                Snapshots.trial(customer, ++version),
                List.of(new CustomerFact.SandboxProvisioned("https://sandbox", at)));
    }

    private String intervention() {
        return rows("select id from occasion where customer = ? and outcome = 'raised'")
                .getFirst();
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
