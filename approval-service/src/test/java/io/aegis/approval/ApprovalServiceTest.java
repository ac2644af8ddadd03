package io.aegis.approval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.aegis.approval.application.HoldDue;
import io.aegis.approval.domain.Proposals;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.ActionWithdrawn;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.contracts.Tier;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Releases;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ApprovalServiceTest {
    private static Agents agents;

    @Inject
    TestClock clock;

    @Inject
    DataSource dataSource;

    private final String customer = "customer-" + UUID.randomUUID();

    @BeforeAll
    static void connect() {
        agents = new Agents();
    }

    @AfterAll
    static void disconnect() {
        agents.close();
    }

    @Test
    void a_trial_is_released_to_the_agent_that_runs_it() {
        ProposedAction trial = proposed("trial.create", "{\"days\":14}");
        Instant before = clock.instant();

        agents.propose(trial);

        Agents.Told told = agents.first(trial, ActionDecision.Released.class);
        assertThat(told.to()).isEqualTo(AgentName.ONBOARDING);
        assertThat(told.correlation()).isEqualTo("correlation-" + trial.id());
        assertThat(told.decision()).isInstanceOfSatisfying(ActionDecision.Released.class, released -> {
            assertThat(released.action()).isEqualTo(trial);
            assertThat(released.action().intact()).isTrue();
            assertThat(released.number()).isEqualTo(1);
            assertThat(released).isEqualTo(Releases.signed(released, AgentName.ONBOARDING));
            assertThat(released.by()).isEqualTo("policy");
            assertThat(released.policyVersion())
                    .isEqualTo(ActionCatalogue.packaged().version());
            assertThat(released.reason()).isEqualTo("A trial of up to 14 days is given to every new customer.");
            assertThat(released.expires())
                    .isBetween(before.plusSeconds(599), clock.instant().plusSeconds(600));
        });
        assertThat(agents.everythingOn(trial.id(), marker())).containsExactly(told);
    }

    @Test
    void a_production_key_is_held_and_released_once_by_another() {
        ProposedAction key = held();
        Agents.Told held = agents.first(key, ActionDecision.Held.class);
        assertThat(held.to()).isEqualTo(AgentName.QUERY);
        as("ada", "success-manager")
                .get("/api/approvals?state=held&limit=1&customer=" + customer)
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].id", equalTo(key.id().value()))
                .body("[0].title", equalTo("Issue a production key"))
                .body("[0].arguments", equalTo(Map.of("environment", "production")))
                .body("[0].state", equalTo("held"))
                .body("[0].rule", equalTo("production-key"))
                .body("[0].requestedBy", equalTo("requester"))
                .body("[0].proposer", equalTo("query"))
                .body("[0].decidedBy", nullValue())
                .body(
                        "[0].deadline",
                        equalTo(((ActionDecision.Held) held.decision())
                                .deadline()
                                .toString()));

        Response first = approve("ada", key, "{\"reason\":\"Known customer.\"}");
        Response again = approve("ada", key, "{\"reason\":\"Known customer.\"}");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.path("state").toString()).isEqualTo("released");
        assertThat(first.path("decidedBy").toString()).isEqualTo("ada");
        assertThat(first.path("decisionReason").toString()).isEqualTo("Known customer.");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        agents.first(key, ActionDecision.Released.class);
        List<Agents.Told> all = agents.everythingOn(key.id(), marker());
        assertThat(all)
                .filteredOn(told -> told.decision() instanceof ActionDecision.Released)
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.to()).isEqualTo(AgentName.ONBOARDING);
                    assertThat(told.correlation()).isEqualTo("correlation-" + key.id());
                    ActionDecision.Released released = (ActionDecision.Released) told.decision();
                    assertThat(released.action()).isEqualTo(key);
                    assertThat(released.by()).isEqualTo("ada");
                    assertThat(released.reason()).isEqualTo("Known customer.");
                });
        assertThat(all).hasSize(2);
        approve("bo", key, "{}")
                .then()
                .statusCode(409)
                .contentType(containsString("application/problem+json"))
                .body("state", equalTo("released"))
                .body("decidedBy", equalTo("ada"))
                .body("decidedAt", equalTo(first.path("decidedAt").toString()));
        as("olga", "auditor")
                .get("/api/approvals/" + key.id() + "/audit")
                .then()
                .statusCode(200)
                .body("record.verdict", equalTo(List.of("held", "released")))
                .body("record.by", equalTo(List.of("policy", "ada")))
                .body("record.argumentsHash", equalTo(List.of(key.argumentsHash(), key.argumentsHash())))
                .body("record.requester", hasItem("requester"));
        as("sam", "success-manager")
                .get("/api/actions/" + key.id() + "/why")
                .then()
                .statusCode(200)
                .body("state", equalTo("released"))
                .body("intact", equalTo(true))
                .body("from.turn", equalTo(key.turn().value()))
                .body("events.what", equalTo(List.of("held", "released")))
                .body("words", hasItem("The onboarding agent has not told yet how it ended."));
    }

    @Test
    void of_two_approvers_at_a_time_one_wins_and_the_other_learns_who() throws Exception {
        ProposedAction key = held();
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService hands = Executors.newFixedThreadPool(2)) {
            Future<Response> ada = hands.submit(at(together, () -> approve("ada", key, "{}")));
            Future<Response> bo = hands.submit(at(together, () -> approve("bo", key, "{}")));

            assertThat(List.of(ada.get().statusCode(), bo.get().statusCode())).containsExactlyInAnyOrder(200, 409);
            Response loser = ada.get().statusCode() == 409 ? ada.get() : bo.get();
            assertThat(loser.path("decidedBy").toString()).isEqualTo(loser == ada.get() ? "bo" : "ada");
        }
        agents.first(key, ActionDecision.Released.class);
        assertThat(agents.everythingOn(key.id(), marker())).hasSize(2);
    }

    @Test
    void a_rejection_goes_to_the_proposer_and_releases_nothing() {
        ProposedAction key = held();

        as("bo", "approver")
                .body("{\"reason\":\"Not yet.\"}")
                .post("/api/approvals/" + key.id() + "/reject")
                .then()
                .statusCode(200)
                .body("state", equalTo("rejected"));

        Agents.Told told = agents.first(key, ActionDecision.Rejected.class);
        assertThat(told.to()).isEqualTo(AgentName.QUERY);
        assertThat(told.decision()).isEqualTo(new ActionDecision.Rejected(key, "bo", "Not yet."));
        approve("bo", key, "{}").then().statusCode(409).body("state", equalTo("rejected"));
        assertThat(agents.everythingOn(key.id(), marker())).hasSize(2);
    }

    @Test
    void what_its_requester_withdraws_is_rejected_once_and_can_never_be_released() {
        ProposedAction key = held();

        agents.send(new ActionWithdrawn(key, "requester"), "withdrawn-" + key.id());
        agents.send(new ActionWithdrawn(key, "requester"), "withdrawn-again-" + key.id());

        Agents.Told told = agents.first(key, ActionDecision.Rejected.class);
        assertThat(told.decision())
                .isEqualTo(new ActionDecision.Rejected(key, "requester", "Withdrawn by the requester."));
        approve("ada", key, "{}").then().statusCode(409).body("state", equalTo("rejected"));
        assertThat(agents.everythingOn(key.id(), marker())).hasSize(2);
        as("olga", "auditor")
                .get("/api/approvals/" + key.id() + "/audit")
                .then()
                .body("record.verdict", equalTo(List.of("held", "rejected")))
                .body("record.by", equalTo(List.of("policy", "requester")))
                .body("record.reason[1]", equalTo("Withdrawn by the requester."));
    }

    @Test
    void what_was_released_before_it_is_withdrawn_stays_released() {
        ProposedAction key = held();
        approve("ada", key, "{}").then().statusCode(200);

        agents.send(new ActionWithdrawn(key, "requester"), "too-late-" + key.id());

        assertThat(agents.everythingOn(key.id(), marker())).hasSize(2);
        as("ada", "approver").get("/api/approvals/" + key.id()).then().body("state", equalTo("released"));
    }

    @Test
    void what_is_withdrawn_before_it_is_known_is_denied_when_it_comes() {
        ProposedAction trial = proposed("trial.create", "{\"days\":14}");
        agents.send(new ActionWithdrawn(trial, "sam"), "early-" + trial.id());
        agents.propose(trial);

        assertThat(agents.everythingOn(trial.id(), marker()))
                .singleElement()
                .satisfies(told -> assertThat(told.decision())
                        .isInstanceOfSatisfying(
                                ActionDecision.Denied.class,
                                denied -> assertThat(denied.reason()).isEqualTo("Withdrawn with its turn.")));
    }

    @Test
    void a_withdrawal_of_other_arguments_or_another_customer_withdraws_nothing() {
        ProposedAction key = held();
        agents.send(
                new ActionWithdrawn(
                        Proposals.of(key.id().value(), customer, "key.issue", "{\"environment\":\"test\"}", Tier.NONE),
                        "requester"),
                "other-" + key.id());

        assertThat(agents.everythingOn(key.id(), marker())).hasSize(1);
        approve("ada", key, "{}").then().statusCode(200);
    }

    @Test
    void nobody_approves_his_own_request() {
        ProposedAction key = held();

        approve("requester", key, "{}")
                .then()
                .statusCode(403)
                .contentType(containsString("application/problem+json"))
                .body("title", equalTo("Your own request"));

        as("ada", "approver").get("/api/approvals/" + key.id()).then().body("state", equalTo("held"));
    }

    @Test
    void a_hold_expires_once_and_cannot_be_approved_afterwards() {
        ProposedAction key = held();
        Instant deadline = ((ActionDecision.Held)
                        agents.first(key, ActionDecision.Held.class).decision())
                .deadline();
        agents.send(new HoldDue(key.customer(), key.id()), "too-early-" + key.id());
        assertThat(agents.everythingOn(key.id(), marker())).hasSize(1);

        clock.advance(Duration.ofDays(7).plusSeconds(1));

        Agents.Told told = agents.first(key, ActionDecision.Expired.class);
        assertThat(told.to()).isEqualTo(AgentName.QUERY);
        assertThat(told.decision()).isEqualTo(new ActionDecision.Expired(key, deadline));
        approve("ada", key, "{}")
                .then()
                .statusCode(409)
                .body("state", equalTo("expired"))
                .body("deadline", equalTo(deadline.toString()));
        agents.send(new HoldDue(key.customer(), key.id()), "too-late-" + key.id());
        assertThat(agents.everythingOn(key.id(), marker())).hasSize(2);
    }

    @Test
    void a_discount_of_60_percent_is_denied() {
        ProposedAction discount = proposed("discount.apply", "{\"percent\":60}");

        agents.propose(discount);

        Agents.Told told = agents.first(discount, ActionDecision.Denied.class);
        assertThat(told.to()).isEqualTo(AgentName.QUERY);
        assertThat(((ActionDecision.Denied) told.decision()).reason()).isEqualTo("More than 50 % off is never given.");
        approve("ada", discount, "{}").then().statusCode(409).body("decidedBy", equalTo("policy"));
        assertThat(agents.everythingOn(discount.id(), marker())).containsExactly(told);
    }

    @Test
    void the_same_proposal_again_changes_nothing() {
        ProposedAction trial = proposed("trial.create", "{\"days\":14}");
        agents.propose(trial);
        agents.first(trial, ActionDecision.Released.class);

        agents.send(new ActionProposed(trial), "again-" + trial.id());

        assertThat(agents.everythingOn(trial.id(), marker())).hasSize(1);
        verify().body("intact", equalTo(true)).body("records", equalTo(2));
    }

    @Test
    void other_arguments_under_a_known_id_are_denied_and_the_first_stays_held() {
        ProposedAction key = held();
        ProposedAction other =
                Proposals.of(key.id().value(), customer, "key.issue", "{\"environment\":\"test\"}", Tier.NONE);

        agents.send(new ActionProposed(other), "other-" + key.id());

        assertThat(agents.first(key, ActionDecision.Denied.class).decision())
                .isEqualTo(new ActionDecision.Denied(
                        other, ActionCatalogue.packaged().version(), "The id stands for another action already."));
        as("ada", "approver")
                .get("/api/approvals/" + key.id())
                .then()
                .body("state", equalTo("held"))
                .body("arguments.environment", equalTo("production"));
        as("olga", "auditor")
                .get("/api/approvals/" + key.id() + "/audit")
                .then()
                .body("record.rule", equalTo(List.of("production-key", "unused-id")))
                .body("record.argumentsHash", equalTo(List.of(key.argumentsHash(), other.argumentsHash())));
    }

    @Test
    void tampered_arguments_are_denied() {
        ProposedAction tampered = Proposals.tampered(
                "action-" + UUID.randomUUID(), customer, "trial.create", "{\"days\":7}", "{\"days\":14}");

        agents.propose(tampered);

        assertThat(agents.first(tampered, ActionDecision.Denied.class).decision())
                .isEqualTo(new ActionDecision.Denied(
                        tampered,
                        ActionCatalogue.packaged().version(),
                        "The arguments are not the ones that were proposed."));
        assertThat(agents.everythingOn(tampered.id(), marker())).hasSize(1);
    }

    @Test
    void a_release_that_an_agent_refused_is_in_the_audit_and_counted() {
        ProposedAction key = held();
        long before = forged().extract().jsonPath().getLong("count");

        agents.send(
                new ReleaseRefused(key, AgentName.ONBOARDING, "it is not signed by the gate for this agent"),
                "refused-" + key.id());
        agents.everythingOn(key.id(), marker());

        forged().body("count", equalTo((int) before + 1))
                .body("latest[0].record.action", equalTo(key.id().value()))
                .body("latest[0].record.by", equalTo("onboarding"))
                .body("latest[0].record.reason", equalTo("it is not signed by the gate for this agent"));
        verify().body("intact", equalTo(true)).body("records", equalTo(3));
        as("ada", "approver").get("/api/approvals/" + key.id()).then().body("state", equalTo("held"));
    }

    private static io.restassured.response.ValidatableResponse forged() {
        return as("olga", "auditor").get("/api/audit/forged-releases").then().statusCode(200);
    }

    @Test
    void the_audit_names_the_record_that_was_changed_behind_its_back() throws SQLException {
        ProposedAction key = held();
        approve("ada", key, "{}").then().statusCode(200);
        verify().body("intact", equalTo(true)).body("records", equalTo(2)).body("firstFault", nullValue());
        String change =
                "update audit_record set record = replace(record, '\"by\":\"ada\"', '\"by\":\"bob\"') where customer = '"
                        + customer + "'";

        assertThat(refusal(change)).contains("audit records are only ever added");
        execute("alter table audit_record disable trigger all");
        execute(change);
        execute("alter table audit_record enable trigger all");

        verify().body("intact", equalTo(false))
                .body("records", equalTo(1))
                .body("firstFault.position", equalTo(2))
                .body("firstFault.fault", equalTo("changed"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET  | /api/approvals               | customer        | 403
                    GET  | /api/approvals               | success-manager | 200
                    GET  | /api/approvals               | auditor         | 200
                    GET  | /api/approvals?state=waiting | approver        | 400
                    GET  | /api/approvals?customer=a%20b | approver       | 400
                    GET  | /api/approvals?limit=many    | approver        | 400
                    GET  | /api/approvals/none          | approver        | 404
                    POST | /api/approvals/none/approve  | approver        | 404
                    POST | /api/approvals/none/reject   | approver        | 404
                    POST | /api/approvals/none/approve  | admin           | 404
                    POST | /api/approvals/none/approve  | success-manager | 404
                    POST | /api/approvals/none/approve  | auditor         | 403
                    GET  | /api/policies                | approver        | 403
                    GET  | /api/policies                | auditor         | 200
                    GET  | /api/policies/none           | admin           | 404
                    POST | /api/policies/none/activate  | admin           | 404
                    POST | /api/policies/none/activate  | auditor         | 403
                    POST | /api/policies/none/shadow    | approver        | 403
                    GET  | /api/policies/none/differences | auditor       | 404
                    POST | /api/policies/whatif         | approver        | 403
                    POST | /api/policies/whatif         | auditor         | 400
                    GET  | /api/switch                  | customer        | 403
                    POST | /api/switch/stop             | success-manager | 403
                    POST | /api/switch/stop             | approver        | 400
                    POST | /api/switch/resume           | approver        | 403
                    GET  | /api/audit/forged-releases   | approver        | 403
                    POST | /api/approvals/none/reject   | auditor         | 403
                    GET  | /api/approvals/none/audit    | approver        | 403
                    GET  | /api/approvals/none/audit    | admin           | 404
                    GET  | /api/audit/verify            | auditor         | 400
                    GET  | /api/audit/verify?customer=c | success-manager | 403
                    GET  | /api/audit/verify?customer=c | admin           | 200
                    GET  | /api/audit/export            | approver        | 403
                    GET  | /api/audit/export?format=xml | auditor         | 400
                    GET  | /api/audit/export?from=now   | auditor         | 400
                    GET  | /api/actions/none/why        | approver        | 404
                    GET  | /api/actions/none/why        | agent           | 403
                    """)
    void answers_by_role(String method, String path, String role, int status) {
        Response response = as("somebody", role).urlEncodingEnabled(false).request(method, path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).startsWith(status == 200 ? "application/json" : "application/problem+json");
    }

    @Test
    void nobody_without_a_token_and_no_endless_or_odd_reasons() {
        ProposedAction key = held();

        given().get("/api/approvals").then().statusCode(401);
        given().contentType("application/json")
                .post("/api/approvals/" + key.id() + "/approve")
                .then()
                .statusCode(401);
        approve("ada", key, "{\"reason\":\"" + "x".repeat(501) + "\"}").then().statusCode(400);
        approve("ada", key, "{\"reasons\":\"typo\"}").then().statusCode(400);
        approve("ada", key, "{").then().statusCode(400);
        as("ada", "approver")
                .post("/api/approvals/" + key.id() + "/approve")
                .then()
                .statusCode(200)
                .body("decisionReason", equalTo("No reason was given."));
    }

    private ProposedAction held() {
        ProposedAction key = proposed("key.issue", "{\"environment\":\"production\"}");
        agents.propose(key);
        agents.first(key, ActionDecision.Held.class);
        return key;
    }

    /** Something harmless to wait for. */
    private ProposedAction marker() {
        return proposed("sandbox.provision", "{}");
    }

    private ProposedAction proposed(String type, String arguments) {
        return Proposals.of("action-" + UUID.randomUUID(), customer, type, arguments, Tier.NONE);
    }

    private static Response approve(String user, ProposedAction action, String body) {
        return as(user, "approver").body(body).post("/api/approvals/" + action.id() + "/approve");
    }

    private io.restassured.response.ValidatableResponse verify() {
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

    private static Callable<Response> at(CyclicBarrier barrier, Callable<Response> call) {
        return () -> {
            barrier.await();
            return call.call();
        };
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String refusal(String sql) {
        try {
            execute(sql);
            return "";
        } catch (SQLException e) {
            return e.getMessage();
        }
    }
}
