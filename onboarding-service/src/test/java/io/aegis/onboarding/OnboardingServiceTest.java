package io.aegis.onboarding;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.ActionWithdrawn;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.Offer;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnCancelled;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.aegis.local.testing.Tables;
import io.aegis.messaging.Database;
import io.aegis.messaging.Retained;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The agent over a real broker and database; the test plays the front door and the gate. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
class OnboardingServiceTest {
    private static final String ACTIONS = Topics.actions(AgentName.ONBOARDING);

    private static Peer peer;

    @Inject
    DataSource dataSource;

    @Inject
    Database database;

    @Inject
    @All
    List<Retained> retained;

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void aNewCustomerIsSetUpOnceAndAnsweredWithTheirOwnKey() {
        CustomerId customer = new CustomerId("new-1");
        ask(customer, "turn-new-1", Intent.GET_STARTED, "help me get started");
        List<ProposedAction> proposed = proposed(customer, 4);
        assertThat(proposed)
                .extracting(ProposedAction::type)
                .containsExactly("trial.create", "key.issue", "sandbox.provision", "mail.send");
        assertThat(proposed.get(0).arguments()).isEqualTo(Json.object().put("days", 14));

        proposed.forEach(this::release);
        TurnReport.Answered answered = answered(customer, 1);
        proposed.forEach(this::release);
        ask(customer, "turn-new-1-again", Intent.SMALL_TALK, "thanks");
        answered(customer, 2);

        List<ActionOutcome.Succeeded> outcomes = outcomes(customer);
        assertThat(outcomes)
                .extracting(ActionOutcome::type)
                .containsExactly("trial.create", "key.issue", "sandbox.provision", "mail.send");
        CustomerFact.KeyIssued key = outcomes.stream()
                .flatMap(outcome -> outcome.facts().stream())
                .filter(CustomerFact.KeyIssued.class::isInstance)
                .map(CustomerFact.KeyIssued.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(answered.finished()).isTrue();
        assertThat(answered.text())
                .contains("Chargebee(api_key=\"{{key:" + key.key() + "}}\"")
                .contains("- Created a trial of 14 days");
        assertThat(answered.steps())
                .extracting(Step::kind)
                .containsExactly(Step.Kind.LOOKED_AT, Step.Kind.DID, Step.Kind.DID, Step.Kind.DID, Step.Kind.DID);
        assertThat(answered.seen()).hasSize(4).allMatch(seen -> seen.source().equals("onboarding"));
        long made = Provisions.of(database, customer);
        assertThat(made).isEqualTo(3);

        given().auth()
                .oauth2(Tokens.mint(
                        LocalPlatform.shared().secrets(), "service:orchestrator", Set.of("keys:reveal"), null))
                .get("/internal/keys/" + key.key() + "?customer=" + customer)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("key", both(startsWith("ak_test_")).and(endsWith(key.hint())));
        given().auth()
                .oauth2(Tokens.mint(
                        LocalPlatform.shared().secrets(), "service:orchestrator", Set.of("keys:reveal"), null))
                .get("/internal/keys/" + key.key() + "?customer=somebody-else")
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "trial", Set.of("customer"), customer.value()))
                .get("/internal/keys/" + key.key() + "?customer=" + customer)
                .then()
                .statusCode(403);
        given().get("/internal/keys/" + key.key() + "?customer=" + customer)
                .then()
                .statusCode(401);
    }

    /** For ten minutes, as often as a page is drawn; then there is nothing left that could be shown, or stolen. */
    @Test
    void aProductionKeyIsShownOnceAndKeptAsAHash() throws SQLException, NoSuchAlgorithmException {
        String first = productionKey(new CustomerId("live-1"));
        String second = productionKey(new CustomerId("live-2"));
        String key = revealed("live-1", first).then().statusCode(200).extract().path("key");
        assertThat(revealed("live-1", first).<String>path("key")).isEqualTo(key);
        revealed("live-2", second).then().statusCode(200);

        execute("update api_key set shown_at = shown_at - interval '11 minutes' where id = '" + first + "'");
        retained.forEach(old -> old.forgetOld(10));

        revealed("live-1", first).then().statusCode(410);
        revealed("live-2", second).then().statusCode(200);
        assertThat(single("select sealed is null from api_key where id = '" + first + "'"))
                .isEqualTo("t");
        assertThat(single("select hash from api_key where id = '" + first + "'"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8))));
        execute("update api_key set shown_at = shown_at - interval '11 minutes' where id = '" + second + "'");
        revealed("live-2", second).then().statusCode(410);
        assertThat(single("select sealed is null from api_key where id = '" + second + "'"))
                .isEqualTo("t");
    }

    /** As with a vault key that is another: nobody has seen it, so nothing says that somebody has, and it does not end. */
    @Test
    void aKeyThatCannotBeOpenedCountsAsShownToNobody() throws SQLException {
        String test = issuedKey(new CustomerId("closed-1"), Intent.NEW_TEST_KEY, "I need a test key");
        String production = productionKey(new CustomerId("closed-2"));
        String shown =
                "select (select count(*) from key_reveal where key_id in ('%1$s', '%2$s')) || ' ' || count(shown_at) "
                                .formatted(test, production)
                        + "from api_key where id in ('%1$s', '%2$s')".formatted(test, production);
        execute("update api_key set customer = 'closed-3' where customer like 'closed-_'");

        revealed("closed-3", test).then().statusCode(500);
        revealed("closed-3", production).then().statusCode(500);
        assertThat(single(shown)).isEqualTo("0 0");

        execute("update api_key set customer = case id when '" + test + "' then 'closed-1' else 'closed-2' end "
                + "where customer = 'closed-3'");
        revealed("closed-1", test).then().statusCode(200);
        revealed("closed-2", production).then().statusCode(200);
        assertThat(single(shown)).isEqualTo("2 1");
    }

    private String productionKey(CustomerId customer) {
        return issuedKey(customer, Intent.PRODUCTION_KEY, "I need a production key");
    }

    private String issuedKey(CustomerId customer, Intent intent, String text) {
        ask(customer, "turn-" + customer, intent, text);
        release(proposed(customer, 1).get(0));
        answered(customer, 1);
        return outcomes(customer).stream()
                .flatMap(outcome -> outcome.facts().stream())
                .filter(CustomerFact.KeyIssued.class::isInstance)
                .map(CustomerFact.KeyIssued.class::cast)
                .findFirst()
                .orElseThrow()
                .key()
                .value();
    }

    private static Response revealed(String customer, String key) {
        return given().auth()
                .oauth2(Tokens.mint(
                        LocalPlatform.shared().secrets(), "service:orchestrator", Set.of("keys:reveal"), null))
                .get("/internal/keys/" + key + "?customer=" + customer);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String single(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void aHeldActionIsToldAtOnceAndRunsOnlyAfterItsRelease() {
        CustomerId customer = new CustomerId("held-1");
        ask(customer, "turn-held-1", Intent.PRODUCTION_KEY, "I need a production key");
        ProposedAction action = proposed(customer, 1).get(0);

        decide(new ActionDecision.Held(action, "v", "a human looks first", in(Duration.ofDays(7))));
        TurnReport.Answered waiting = answered(customer, 1);
        assertThat(waiting.finished()).isFalse();
        assertThat(waiting.text()).contains("Issue a production key").contains("approval");
        assertThat(waiting.steps()).extracting(Step::kind).containsExactly(Step.Kind.LOOKED_AT, Step.Kind.WAITING);
        assertThat(outcomes(customer)).isEmpty();

        release(action);
        TurnReport.Answered done = answered(customer, 2);
        assertThat(done.finished()).isTrue();
        assertThat(done.text()).contains("{{key:key-" + action.id() + "}}");
        assertThat(outcomes(customer)).hasSize(1);
    }

    @Test
    void aRejectedActionIsNeverRunAlsoWhenAReleaseComesLater() {
        CustomerId customer = new CustomerId("rejected-1");
        ask(customer, "turn-rejected-1", Intent.DISCOUNT, "give me 25 % off");
        ProposedAction action = proposed(customer, 1).get(0);
        assertThat(action.arguments())
                .isEqualTo(Json.object().put("percent", 25).put("months", 3));

        decide(new ActionDecision.Held(action, "v", "a human decides", in(Duration.ofDays(7))));
        decide(new ActionDecision.Rejected(action, "ada", "Not this quarter."));
        release(action);
        TurnReport.Answered told = answered(customer, 2);
        ask(customer, "turn-rejected-1-later", Intent.SMALL_TALK, "ok");
        answered(customer, 3);

        assertThat(told.text()).contains("Not this quarter.");
        assertThat(outcomes(customer)).isEmpty();
    }

    @Test
    void aCancelledTurnWithdrawsWhatIsHeldAndSaysOnceWhatWasDone() {
        CustomerId customer = new CustomerId("cancelled-1");
        ask(customer, "turn-cancelled-1", Intent.DISCOUNT, "give me 25 % off");
        ProposedAction action = proposed(customer, 1).get(0);
        decide(new ActionDecision.Held(action, "v", "a human decides", in(Duration.ofDays(7))));
        answered(customer, 1);

        cancel(customer, "turn-cancelled-1", "first");
        cancel(customer, "turn-cancelled-1", "again");
        assertThat(peer.await(Topics.PROPOSED, customer, ActionWithdrawn.class, 1))
                .containsExactly(new ActionWithdrawn(action, "user-cancelled-1"));
        decide(new ActionDecision.Rejected(action, "user-cancelled-1", "Withdrawn by the requester."));
        ask(customer, "turn-cancelled-1-later", Intent.SMALL_TALK, "ok");
        answered(customer, 2);

        assertThat(peer.read(Topics.REPLIES, customer, TurnReport.Stopped.class))
                .singleElement()
                .satisfies(stopped -> assertThat(stopped.steps())
                        .extracting(Step::kind)
                        .containsExactly(Step.Kind.LOOKED_AT, Step.Kind.REFUSED));
        assertThat(peer.read(Topics.PROPOSED, customer, ActionWithdrawn.class)).hasSize(1);
        assertThat(outcomes(customer)).isEmpty();
    }

    @Test
    void whatWasReleasedBeforeTheTurnWasCancelledIsDoneAndTold() {
        CustomerId customer = new CustomerId("cancelled-2");
        ask(customer, "turn-cancelled-2", Intent.PRODUCTION_KEY, "I need a production key");
        ProposedAction action = proposed(customer, 1).get(0);
        decide(new ActionDecision.Held(action, "v", "a human looks first", in(Duration.ofDays(7))));
        answered(customer, 1);

        cancel(customer, "turn-cancelled-2", "first");
        release(action);
        TurnReport.Stopped stopped = peer.await(Topics.REPLIES, customer, TurnReport.Stopped.class, 1)
                .get(0);

        assertThat(stopped.steps()).extracting(Step::kind).containsExactly(Step.Kind.LOOKED_AT, Step.Kind.DID);
        assertThat(stopped.seen()).hasSize(1);
        assertThat(outcomes(customer)).hasSize(1);
        assertThat(peer.read(Topics.REPLIES, customer, TurnReport.Answered.class))
                .hasSize(1);
    }

    @Test
    void aTurnThatWasCancelledBeforeItIsHeardOfIsNeverBegun() {
        CustomerId customer = new CustomerId("cancelled-3");
        cancel(customer, "turn-cancelled-3", "first");
        ask(customer, "turn-cancelled-3", Intent.GET_STARTED, "help me get started");
        ask(customer, "turn-cancelled-3-later", Intent.SMALL_TALK, "ok");
        answered(customer, 1);

        assertThat(peer.read(Topics.PROPOSED, customer, ActionProposed.class)).isEmpty();
        assertThat(peer.read(Topics.REPLIES, customer, TurnReport.Stopped.class))
                .hasSize(1);
    }

    @Test
    void aReleaseForOtherArgumentsOrPastItsTimeIsNotExecuted() {
        CustomerId customer = new CustomerId("forged-1");
        ask(customer, "turn-forged-1", Intent.DISCOUNT, "10 percent off please");
        ProposedAction action = proposed(customer, 1).get(0);
        ObjectNode more = Json.object().put("percent", 90).put("months", 12);
        Instant soon = in(Duration.ofHours(1));
        Released genuine = Releases.of(action, AgentName.ONBOARDING, "ada", soon);
        Released unsigned = Releases.unsigned(action, "ada", soon);
        Released ofAnotherKey = genuine.signed(
                genuine.signature().substring(0, genuine.signature().length() - 8) + "AAAAAAAA");

        List<Released> forged = List.of(
                unsigned,
                ofAnotherKey,
                Releases.signed(unsigned, AgentName.QUERY),
                Releases.unsigned(action.with(more), "ada", soon).signed(genuine.signature()),
                Releases.signed(Releases.unsigned(action.with(more), "ada", soon), AgentName.ONBOARDING),
                Releases.unsigned(action, "ada", in(Duration.ofHours(9))).signed(genuine.signature()),
                new Released(action, more, 1, "ada", "v", "fine", soon, genuine.signature()));
        forged.forEach(this::decide);
        decide(Releases.of(action, AgentName.ONBOARDING, "ada", in(Duration.ofHours(-1))));
        TurnReport.Answered told = answered(customer, 1);

        assertThat(told.text()).contains("The approval ran out");
        assertThat(outcomes(customer)).isEmpty();
        long made = Provisions.of(database, customer);
        assertThat(made).isZero();
        assertThat(peer.read(Topics.PROPOSED, customer, ReleaseRefused.class))
                .extracting(ReleaseRefused::reason)
                .hasSameSizeAs(forged)
                .containsOnly("it is not signed by the gate for this agent", "it was never proposed like this");
    }

    @Test
    void theArgumentsThatAnApproverPutInAreCarriedOutAndTheCustomerIsToldSo() {
        CustomerId customer = new CustomerId("edited-1");
        ask(customer, "turn-edited-1", Intent.DISCOUNT, "give me 25 % off");
        ProposedAction action = proposed(customer, 1).get(0);
        ObjectNode less = Json.object().put("percent", 10).put("months", 2);

        decide(Releases.signed(
                new Released(action, less, 1, "ada", "v", "fine", in(Duration.ofHours(1)), ""), AgentName.ONBOARDING));
        TurnReport.Answered told = answered(customer, 1);

        assertThat(outcomes(customer))
                .flatExtracting(ActionOutcome.Succeeded::facts)
                .singleElement()
                .isInstanceOfSatisfying(CustomerFact.DiscountApplied.class, discount -> {
                    assertThat(discount.percent()).isEqualTo(10);
                    assertThat(discount.months()).isEqualTo(2);
                });
        assertThat(told.text()).contains("an approver changed what was asked for");
    }

    @Test
    void whatAnErasedCustomerWroteIsForgottenAndWhatWasDoneIsNotDoneAgain() {
        CustomerId customer = new CustomerId("erased-1");
        String secret = "s" + java.util.UUID.randomUUID().toString().replace("-", "");
        ask(customer, "turn-erased-1", Intent.DISCOUNT, "10 percent off please, says " + secret);
        ProposedAction action = proposed(customer, 1).get(0);
        release(action);
        answered(customer, 1);
        assertThat(Tables.holding("aegis_onboarding", secret)).contains("inbox", "run");

        send(Topics.ERASURES, "erased-1", new CustomerErased(customer, 5, Instant.now()));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        assertThat(Tables.holding("aegis_onboarding", secret)).isEmpty());
        assertThat(Tables.holding("aegis_onboarding", "discounts-" + action.id()))
                .as("the built-in provider's own record has no words; what the effect told is gone")
                .containsExactly("provided");
        release(action);
        ask(customer, "turn-erased-1-later", Intent.SMALL_TALK, "ok");
        answered(customer, 2);

        assertThat(outcomes(customer)).hasSize(1);
        long made = Provisions.of(database, customer);
        assertThat(made).isEqualTo(1);
    }

    /** As the front door sends it: what the playbook asks for is what is proposed, in its name, and what is done. */
    @Test
    void aPlaybooksMailIsProposedAsItStandsAndSentInTheNameOfThePlaybook() {
        CustomerId customer = new CustomerId("left-1");
        Offer mail = new Offer(
                "mail",
                "Send the written mail",
                "mail.send",
                Json.object()
                        .put("template", "written")
                        .put("subject", "What was missing?")
                        .put("text", "Tell us."));
        send(
                Topics.intents(AgentName.ONBOARDING),
                "turn-left-1",
                Intents.accepted(
                        customer, new TurnId("turn-left-1"), mail, "The customer did not write.", "playbook:win-back"));

        ProposedAction proposed = proposed(customer, 1).getFirst();
        assertThat(proposed.arguments()).isEqualTo(mail.arguments());
        assertThat(proposed.askedByPlaybook()).isTrue();
        release(proposed);

        assertThat(answered(customer, 1).text()).contains("Sent the mail \"What was missing?\"");
        assertThat(outcomes(customer))
                .flatExtracting(ActionOutcome.Succeeded::facts)
                .extracting("template")
                .containsExactly("playbook:win-back");
    }

    private void ask(CustomerId customer, String turn, Intent intent, String text) {
        send(
                Topics.intents(AgentName.ONBOARDING),
                turn,
                Intents.asked(customer, new TurnId(turn), intent, text, "user-" + customer));
    }

    private void cancel(CustomerId customer, String turn, String id) {
        send(
                Topics.intents(AgentName.ONBOARDING),
                turn + "-" + id,
                new TurnCancelled(new TurnId(turn), Intents.conversation(customer), customer, "user-" + customer));
    }

    private void release(ProposedAction action) {
        decide(Releases.of(action, AgentName.ONBOARDING, "policy", in(Duration.ofHours(1))));
    }

    private void decide(ActionDecision decision) {
        send(ACTIONS, java.util.UUID.randomUUID().toString(), decision);
    }

    private void send(String topic, String id, Message message) {
        peer.send(topic, "test", id, message);
    }

    private List<ProposedAction> proposed(CustomerId customer, int count) {
        return peer.await(Topics.PROPOSED, customer, ActionProposed.class, count).stream()
                .map(ActionProposed::action)
                .toList();
    }

    /** The n-th answer of this customer's turns. */
    private TurnReport.Answered answered(CustomerId customer, int n) {
        return peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, n)
                .get(n - 1);
    }

    private List<ActionOutcome.Succeeded> outcomes(CustomerId customer) {
        return peer.read(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class);
    }

    private static Instant in(Duration duration) {
        return Instant.now().plus(duration);
    }
}
