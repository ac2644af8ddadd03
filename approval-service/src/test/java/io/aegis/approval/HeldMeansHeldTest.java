package io.aegis.approval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.aegis.approval.domain.Proposals;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.GateSwitched;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseReturned;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people, policies and the switch do to held actions, over the real broker and database. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class HeldMeansHeldTest {
    private static Agents agents;
    private static Peer peer;

    @Inject
    TestClock clock;

    @Inject
    DataSource dataSource;

    private final String customer = "customer-" + UUID.randomUUID();

    @BeforeAll
    static void connect() {
        agents = new Agents();
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        agents.close();
        peer.close();
    }

    @AfterEach
    void everythingAsItWas() {
        admin().post("/api/policies/packaged/activate").then().statusCode(200);
        admin().post("/api/policies/packaged/shadow").then().statusCode(200);
        admin().body("{\"everything\":true}").post("/api/switch/resume").then().statusCode(200);
        admin().body("{\"agent\":\"query\"}").post("/api/switch/resume").then().statusCode(200);
        admin().body("{\"type\":\"trial.create\"}")
                .post("/api/switch/resume")
                .then()
                .statusCode(200);
    }

    @Test
    void SelfApprovalRefused() {
        ProposedAction key = held("key.issue", "{\"environment\":\"production\"}");

        approve("requester", key, "{}").then().statusCode(403);
        as("requester", "admin").post(path(key, "approve")).then().statusCode(403);
        as("requester", "approver")
                .body("[{\"id\":\"%s\",\"decision\":\"approve\"}]".formatted(key.id()))
                .post("/api/approvals/decide")
                .then()
                .body("status", equalTo(List.of(403)));
        as("ada", "approver")
                .body("{\"to\":\"requester\"}")
                .post(path(key, "delegate"))
                .then()
                .statusCode(200);
        approve("requester", key, "{}").then().statusCode(403).body("title", equalTo("Your own request"));

        as("requester", "approver")
                .body("{\"to\":\"bo\"}")
                .post(path(key, "delegate"))
                .then()
                .statusCode(403)
                .body("title", equalTo("Your own request"));
        approve("policy", key, "{}").then().statusCode(403);

        assertThat(decisions(key)).hasOnlyElementsOfType(ActionDecision.Held.class);
    }

    @Test
    void above_the_limit_two_different_people_must_approve_the_same_arguments() {
        ProposedAction discount = held("discount.apply", "{\"percent\":40,\"months\":3}");

        approve("ada", discount, "{\"reason\":\"Fine.\"}")
                .then()
                .statusCode(200)
                .body("state", equalTo("held"))
                .body("approvedBy", equalTo(List.of("ada")))
                .body("approvers.count", equalTo(2));
        approve("ada", discount, "{}").then().statusCode(200).body("approvedBy", equalTo(List.of("ada")));
        approve("bo", discount, "{\"arguments\":{\"percent\":35,\"months\":3}}")
                .then()
                .body("state", equalTo("held"))
                .body("arguments.percent", equalTo(35))
                .body("proposed.percent", equalTo(40))
                .body("approvedBy", equalTo(List.of("bo")));
        approve("ada", discount, "{}").then().statusCode(428).body("title", equalTo("Edited by somebody else"));
        as("ada", "approver")
                .body("[{\"id\":\"%s\",\"decision\":\"approve\"}]".formatted(discount.id()))
                .post("/api/approvals/decide")
                .then()
                .body("status", equalTo(List.of(428)));
        String seen =
                as("ada", "approver").get("/api/approvals/" + discount.id()).path("version");
        as("ada", "approver")
                .body("[{\"id\":\"%s\",\"decision\":\"approve\",\"version\":\"%s\"}]".formatted(discount.id(), seen))
                .post("/api/approvals/decide")
                .then()
                .body("[0].approval.state", equalTo("released"))
                .body("[0].approval.decidedBy", equalTo("ada"));

        assertThat(agents.first(discount, ActionDecision.Released.class).decision())
                .isInstanceOfSatisfying(ActionDecision.Released.class, released -> {
                    assertThat(released.action()).isEqualTo(discount);
                    assertThat(released.effective().arguments())
                            .isEqualTo(Json.object().put("percent", 35).put("months", 3));
                });
        history(discount).body("what", equalTo(List.of("held", "voted", "voted", "released")));
    }

    @Test
    void EditedArgumentsVoidTheRelease() {
        ProposedAction discount = held("discount.apply", "{\"percent\":20,\"months\":3}");

        approve("ada", discount, "{\"arguments\":{\"percent\":200}}")
                .then()
                .statusCode(422)
                .body("detail", equalTo("'percent' is not within 1 and 100"));
        approve("ada", discount, "{\"arguments\":{\"percent\":60}}")
                .then()
                .statusCode(409)
                .body("detail", equalTo("More than 50 % off is never given."));
        approve("ada", discount, "{\"arguments\":{\"percent\":10}}").then().body("state", equalTo("released"));
        approve("ada", discount, "{}").then().statusCode(200);
        approve("ada", discount, "{\"arguments\":{\"percent\":15}}").then().statusCode(409);

        // What is held is told to who asked, what is released to who carries it out: two topics, and no order between
        // them.
        List<ActionDecision> told = decisions(discount);
        assertThat(told).hasSize(2);
        ProposedAction edited = told.stream()
                .filter(ActionDecision.Released.class::isInstance)
                .map(released -> ((ActionDecision.Released) released).effective())
                .findFirst()
                .orElseThrow();
        assertThat(edited.arguments().get("percent").intValue()).isEqualTo(10);
        assertThat(edited.argumentsHash()).isNotEqualTo(discount.argumentsHash());
        as("olga", "auditor")
                .get(path(discount, "audit"))
                .then()
                .body("record.argumentsHash", equalTo(List.of(discount.argumentsHash(), edited.argumentsHash())));
    }

    /** Two people look at the same thing; the first one's word or edit makes it another thing. */
    @Test
    void who_decides_on_what_he_saw_is_told_who_was_faster_and_decides_nothing() {
        ProposedAction discount = held("discount.apply", "{\"percent\":40,\"months\":3}");
        String seen = as("bo", "approver")
                .get("/api/approvals/" + discount.id())
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");
        as("ada", "approver").body("{\"text\":\"I look.\"}").post(path(discount, "comments"));
        RequestSpecification ada = as("ada", "approver").header("If-Match", seen);
        ada.body("{\"arguments\":{\"percent\":50,\"months\":3}}")
                .post(path(discount, "approve"))
                .then()
                .statusCode(200)
                .body("version", not(equalTo(seen.replace("\"", ""))));

        for (String what : List.of("approve", "reject", "delegate")) {
            as("bo", "approver")
                    .header("If-Match", seen)
                    .body(what.equals("delegate") ? "{\"to\":\"cy\"}" : "{\"reason\":\"As I saw it.\"}")
                    .post(path(discount, what))
                    .then()
                    .statusCode(412)
                    .body("title", equalTo("Changed meanwhile"))
                    .body("by", equalTo("ada"))
                    .body("detail", equalTo("It was voted by ada since you looked. Look again."));
        }
        ada.body("{\"arguments\":{\"percent\":50,\"months\":3}}")
                .post(path(discount, "approve"))
                .then()
                .statusCode(200);
        String now = as("bo", "approver").get("/api/approvals/" + discount.id()).header("ETag");
        as("bo", "approver")
                .header("If-Match", now)
                .body("{}")
                .post(path(discount, "approve"))
                .then()
                .statusCode(200)
                .body("state", equalTo("released"))
                .body("arguments.percent", equalTo(50));

        as("cy", "approver")
                .header("If-Match", now)
                .body("{}")
                .post(path(discount, "reject"))
                .then()
                .statusCode(409)
                .body("detail", equalTo("It was released by bo."));
        history(discount).body("what", equalTo(List.of("held", "commented", "voted", "released")));
    }

    @Test
    void what_it_was_held_on_has_changed_so_it_is_shown_and_not_executed() {
        tell(1, Tier.STARTER, "starter");
        ProposedAction discount = held("discount.apply", "{\"percent\":20,\"months\":3}");
        tell(2, Tier.PRO, "pro-yearly");
        agents.everythingOn(discount.id(), marker());

        approve("ada", discount, "{}")
                .then()
                .statusCode(409)
                .body("title", equalTo("Changed since"))
                .body("changes.what", equalTo(List.of("tier", "plan")))
                .body("changes.then", equalTo(List.of("starter", "starter")))
                .body("changes.now", equalTo(List.of("pro", "pro-yearly")));
        assertThat(decisions(discount)).hasSize(1);
        as("bo", "approver")
                .get("/api/approvals/" + discount.id())
                .then()
                .body("changes.what", equalTo(List.of("tier", "plan")))
                .body("changes.now", equalTo(List.of("pro", "pro-yearly")));

        approve("ada", discount, "{\"reason\":\"Still.\"}")
                .then()
                .statusCode(200)
                .body("state", equalTo("released"));
        history(discount)
                .body("what", equalTo(List.of("held", "outdated", "released")))
                .body("text[1]", equalTo("tier: starter -> pro; plan: starter -> pro-yearly"));
    }

    @Test
    void who_may_approve_is_the_policys_word_and_can_be_delegated() {
        activate("""
                name: managers decide
                rules:
                  - name: by-managers
                    actions: [key.issue]
                    verdict: hold
                    when: {environment: {in: [production]}}
                    reason: Success managers know their customers.
                    within: PT1H
                    approvers: {roles: [success-manager], escalate-to: [admin]}
                """);
        ProposedAction key = held("key.issue", "{\"environment\":\"production\"}");
        ProposedAction other = held("key.issue", "{\"environment\":\"production\"}");

        approve("ada", key, "{}").then().statusCode(403).body("detail", equalTo("It is for: success-manager."));
        as("sam", "success-manager")
                .body("{\"to\":\"ada\",\"reason\":\"She knows them.\"}")
                .post(path(key, "delegate"))
                .then()
                .statusCode(200)
                .body("delegate", equalTo("ada"));
        as("bo", "approver")
                .body("{\"text\":\"They paid.\"}")
                .post(path(key, "comments"))
                .then()
                .statusCode(200);
        approve("ada", key, "{}").then().statusCode(200).body("state", equalTo("released"));
        history(key)
                .body("what", equalTo(List.of("held", "delegated", "commented", "released")))
                .body("text", hasItems("To ada. She knows them.", "They paid."));

        clock.advance(Duration.ofMinutes(61));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> as("sam", "success-manager")
                        .get("/api/approvals/" + other.id())
                        .path("approvers.roles")
                        .equals(List.of("admin")));
        as("sam", "success-manager").post(path(other, "approve")).then().statusCode(403);
        clock.advance(Duration.ofMinutes(61));
        assertThat(agents.first(other, ActionDecision.Expired.class).to()).isEqualTo(AgentName.QUERY);
        history(other).body("what", equalTo(List.of("held", "escalated", "expired")));
    }

    @Test
    void several_are_decided_at_once_each_by_itself() {
        ProposedAction one = held("key.issue", "{\"environment\":\"production\"}");
        ProposedAction two = held("discount.apply", "{\"percent\":40}");
        ProposedAction three = held("discount.apply", "{\"percent\":5}");

        as("ada", "approver")
                .body("""
                        [{"id":"%s","decision":"approve"},{"id":"%s","decision":"approve"},{"id":"nobody","decision":"reject"},
                         {"id":"%s","decision":"reject","reason":"No."},{"id":"%s","decision":"maybe"}]""".formatted(one.id(), two.id(), three.id(), one.id()))
                .post("/api/approvals/decide")
                .then()
                .statusCode(200)
                .body("status", equalTo(List.of(200, 200, 404, 200, 400)))
                .body("[0].approval.state", equalTo("released"))
                .body("[1].approval.state", equalTo("held"))
                .body("[3].approval.state", equalTo("rejected"));
        as("ada", "approver")
                .body("[null]")
                .post("/api/approvals/decide")
                .then()
                .statusCode(400);
    }

    @Test
    void a_budget_is_counted_with_the_decision_and_is_still_spent_when_two_come_at_once() {
        activate("""
                name: budget
                rules:
                  - name: enough-given
                    actions: [discount.apply]
                    verdict: deny
                    when: {percent.customer.month: {above: 30}}
                    reason: More than 30 percent points in a month are never given.
                  - name: small
                    actions: [discount.apply]
                    verdict: release
                    when: {percent: {at-most: 10}, count.agent.day: {at-most: 1000000}}
                    reason: Small ones are given.
                """);
        List<ProposedAction> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(proposed("discount.apply", "{\"percent\":10}"));
        }
        asked.forEach(agents::propose);

        List<String> told = asked.stream()
                .map(action -> agents.first(action, ActionDecision.class)
                        .decision()
                        .getClass()
                        .getSimpleName())
                .toList();
        assertThat(told).filteredOn("Released"::equals).hasSize(3);
        assertThat(told).filteredOn("Denied"::equals).hasSize(5);
    }

    @Test
    void what_is_stopped_is_held_and_what_was_released_and_comes_back_is_held_again() {
        ProposedAction released = proposed("trial.create", "{\"days\":14}");
        agents.propose(released);
        agents.first(released, ActionDecision.Released.class);

        as("ada", "approver")
                .body("{\"type\":\"trial.create\",\"reason\":\"Abuse.\"}")
                .post("/api/switch/stop")
                .then()
                .statusCode(200)
                .body("types", equalTo(List.of("trial.create")));
        ProposedAction stopped = held("trial.create", "{\"days\":14}");
        ProposedAction other = proposed("sandbox.provision", "{}");
        agents.propose(other);
        agents.first(other, ActionDecision.Released.class);
        approve("ada", stopped, "{}").then().statusCode(409).body("title", equalTo("Stopped"));
        agents.send(
                new ReleaseReturned(released, 1, AgentName.ONBOARDING, "It was stopped before it ran."),
                "returned-" + released.id());
        agents.send(
                new ReleaseReturned(released, 1, AgentName.ONBOARDING, "It was stopped before it ran."),
                "returned-again-" + released.id());
        agents.first(released, ActionDecision.Held.class);

        admin().body("{\"type\":\"trial.create\"}")
                .post("/api/switch/resume")
                .then()
                .statusCode(200);
        approve("ada", stopped, "{}").then().statusCode(200).body("state", equalTo("released"));
        approve("ada", released, "{}").then().statusCode(200).body("state", equalTo("released"));

        assertThat(decisions(released))
                .filteredOn(ActionDecision.Released.class::isInstance)
                .extracting(decision -> ((ActionDecision.Released) decision).number())
                .containsExactly(1, 2);
        assertThat(peer.read(Topics.actions(AgentName.ONBOARDING), GateSwitched.GATE, GateSwitched.class))
                .extracting(switched -> switched.stopped().types())
                .contains(Set.of("trial.create"), Set.of());
        as("olga", "auditor")
                .get("/api/audit/verify?customer=" + GateSwitched.GATE)
                .then()
                .body("intact", equalTo(true));
    }

    /** Somebody who can write to the topic, but not sign, wants what was done to be approved and done once more. */
    @Test
    void what_has_been_carried_out_does_not_come_back() {
        ProposedAction done = proposed("trial.create", "{\"days\":14}");
        agents.propose(done);
        agents.first(done, ActionDecision.Released.class);
        agents.ended(done, "Created a trial of 14 days");
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> as("ada", "approver")
                                .get("/api/actions/" + done.id() + "/why")
                                .path("outcome")
                        != null);

        agents.send(
                new ReleaseReturned(done, 1, AgentName.ONBOARDING, "It was stopped before it ran."),
                "returned-" + done.id());

        assertThat(decisions(done)).hasOnlyElementsOfType(ActionDecision.Released.class);
        as("ada", "approver").get("/api/approvals/" + done.id()).then().body("state", equalTo("released"));
    }

    @Test
    void a_policy_that_makes_no_sense_is_refused_with_its_line_and_keeps_nothing() {
        put("name: x\nrules:\n  - name: a\n    actions: [discount.aply]\n    verdict: hold\n    reason: r\n")
                .statusCode(422)
                .body("line", equalTo(3))
                .body("detail", equalTo("Line 3: rule a is for 'discount.aply', which no action is called"));
        put("name: x\nrules:\n  - name: a\n    verdict: perhaps\n    reason: r\n")
                .statusCode(422)
                .body("line", equalTo(4));
        put("name: x\nrules:\n  - name: a\n    actoins: [mail.send]\n    verdict: hold\n    reason: r\n")
                .statusCode(422)
                .body("line", equalTo(4))
                .body("detail", containsString("actoins"));
        put("name: x\nrules:\n  - name: a\n    actions: [mail.send]\n    verdict: hold\n    reason: r\n"
                        + "    when: {percent: {above: 3}}\n")
                .statusCode(422)
                .body("detail", containsString("has a condition on 'percent' that can never be met"));
        put("name: [").statusCode(422);
        admin().post("/api/policies/abc/activate").then().statusCode(404);
    }

    @Test
    void a_version_is_kept_with_its_history_and_the_shadow_only_tells_where_it_differs() {
        String strict = """
                name: mails are looked at
                rules:
                  - name: mails
                    actions: [mail.send]
                    verdict: hold
                    reason: A person reads it first.
                """;
        String version = put(strict).statusCode(200).extract().path("version");
        assertThat(put(strict).statusCode(200).extract().<String>path("version"))
                .isEqualTo(version);
        admin().post("/api/policies/" + version + "/shadow").then().body("shadow", equalTo(version));

        ProposedAction mail = proposed("mail.send", "{\"template\":\"welcome\"}");
        agents.propose(mail);
        agents.first(mail, ActionDecision.Released.class);
        agents.everythingOn(mail.id(), marker());

        admin().get("/api/policies/" + version + "/differences")
                .then()
                .body("", hasSize(1))
                .body("[0].action", equalTo(mail.id().value()))
                .body("[0].live", equalTo("release"))
                .body("[0].shadow", equalTo("hold"))
                .body("[0].shadowRule", equalTo("mails"));
        admin().get("/api/policies/" + version).then().body(equalTo(strict));
        admin().get("/api/policies")
                .then()
                .body("active", equalTo("packaged"))
                .body("versions.find { it.version == '%s' }.use".formatted(version), equalTo("shadow"))
                .body("versions.find { it.version == '%s' }.by".formatted(version), equalTo("root"));
        admin().post("/api/policies/" + version + "/activate").then().body("active", equalTo(version));
        ProposedAction next = held("mail.send", "{\"template\":\"welcome\"}");
        assertThat(((ActionDecision.Held)
                                agents.first(next, ActionDecision.Held.class).decision())
                        .policyVersion())
                .isEqualTo(version);
    }

    @Test
    void hindsight_tells_which_holds_would_vanish_and_which_rejections_would_have_slipped_through() {
        ProposedAction approved = held("discount.apply", "{\"percent\":7,\"months\":2}");
        ProposedAction rejected = held("discount.apply", "{\"percent\":9,\"months\":2}");
        approve("ada", approved, "{}").then().statusCode(200);
        as("ada", "approver").post(path(rejected, "reject")).then().statusCode(200);
        String question = Json.text(Map.of(
                "policy",
                """
                name: generous
                rules:
                  - name: generous
                    actions: [discount.apply]
                    verdict: release
                    when: {percent: {at-most: 10}}
                    reason: Small ones are given.
                """,
                "from",
                clock.instant().minusSeconds(3600).toString(),
                "to",
                clock.instant().plusSeconds(60).toString()));

        as("olga", "auditor")
                .body(question)
                .post("/api/policies/whatif")
                .then()
                .statusCode(200)
                .body(
                        "holdsThatVanish.action",
                        hasItems(approved.id().value(), rejected.id().value()))
                .body("rejectionsThatSlip.action", hasItems(rejected.id().value()))
                .body("rejectionsThatSlip.find { it.action == '%s' }".formatted(approved.id()), nullValue());
        as("ada", "approver").get("/api/approvals/" + approved.id()).then().body("rule", equalTo("discount"));
    }

    /** I4: what a crash between the audit record and the state would leave, nothing at all. */
    @Test
    void without_its_audit_record_there_is_no_decision_and_without_the_decision_no_record() throws SQLException {
        ProposedAction key = held("key.issue", "{\"environment\":\"production\"}");
        execute("""
                create function break_audit() returns trigger language plpgsql as
                $$ begin raise exception 'the disk is full'; end $$;
                create trigger break_audit before insert on audit_record for each row
                when (new.customer = '%s') execute function break_audit()""".formatted(customer));
        try {
            assertThat(approve("ada", key, "{}").statusCode()).isEqualTo(500);
            as("ada", "approver").get("/api/approvals/" + key.id()).then().body("state", equalTo("held"));
        } finally {
            execute("drop trigger break_audit on audit_record; drop function break_audit()");
        }
        execute("alter table approval add constraint break_state check (customer <> '%s' or state = 'held') not valid"
                .formatted(customer));
        try {
            assertThat(approve("ada", key, "{}").statusCode()).isEqualTo(500);
        } finally {
            execute("alter table approval drop constraint break_state");
        }

        history(key).body("what", equalTo(List.of("held")));
        assertThat(decisions(key)).hasOnlyElementsOfType(ActionDecision.Held.class);
        approve("ada", key, "{}").then().statusCode(200);
        agents.first(key, ActionDecision.Released.class);
        as("olga", "auditor")
                .get("/api/audit/verify?customer=" + customer)
                .then()
                .body("intact", equalTo(true));
    }

    private void activate(String policy) {
        String version = put(policy).statusCode(200).extract().path("version");
        admin().post("/api/policies/" + version + "/activate").then().statusCode(200);
    }

    private static ValidatableResponse put(String policy) {
        return as("root", "admin")
                .contentType(ContentType.TEXT)
                .body(policy)
                .put("/api/policies")
                .then();
    }

    private void tell(long version, Tier tier, String plan) {
        var snapshot = Json.<com.fasterxml.jackson.databind.node.ObjectNode>tree(
                CustomerSnapshot.unknown(new CustomerId(customer)));
        snapshot.put("version", version).put("tier", tier.wireName()).put("plan", plan);
        peer.send(
                Topics.CUSTOMERS,
                "state",
                customer + "-" + version,
                new CustomerChanged(Json.convert(snapshot, CustomerSnapshot.class), List.of()));
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> known() == version);
    }

    private long known() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select coalesce(max(version), 0) from customer_known where customer = '" + customer + "'")) {
            row.next();
            return row.getLong(1);
        }
    }

    private ValidatableResponse history(ProposedAction action) {
        return as("ada", "approver").get(path(action, "history")).then().statusCode(200);
    }

    private List<ActionDecision> decisions(ProposedAction action) {
        return agents.everythingOn(action.id(), marker()).stream()
                .map(Agents.Told::decision)
                .toList();
    }

    private ProposedAction held(String type, String arguments) {
        ProposedAction action = proposed(type, arguments);
        agents.propose(action);
        agents.first(action, ActionDecision.Held.class);
        return action;
    }

    private ProposedAction marker() {
        return proposed("sandbox.provision", "{}");
    }

    private ProposedAction proposed(String type, String arguments) {
        return Proposals.of("action-" + UUID.randomUUID(), customer, type, arguments, Tier.NONE);
    }

    private static String path(ProposedAction action, String what) {
        return "/api/approvals/" + action.id() + "/" + what;
    }

    private static Response approve(String user, ProposedAction action, String body) {
        return as(user, "approver").body(body).post(path(action, "approve"));
    }

    private static RequestSpecification admin() {
        return as("root", "admin");
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
