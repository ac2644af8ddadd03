package io.aegis.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.GateSwitched;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.Offer;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.contracts.ReleaseReturned;
import io.aegis.contracts.Step;
import io.aegis.contracts.Stopped;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.ReleaseKeys;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.aegis.messaging.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Leaks that were seen elsewhere, at the agent that executes: the test plays the gate, people and a bad network. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
class HeldMeansHeldTest {
    private static final String ACTIONS = Topics.actions(AgentName.ONBOARDING);
    private static final AtomicLong SWITCHES = new AtomicLong(1_000);

    private static Peer peer;

    @Inject
    DataSource dataSource;

    @Inject
    Database database;

    private final CustomerId customer = new CustomerId("leak-" + UUID.randomUUID());

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @AfterEach
    void goOn() {
        stop(Set.of());
    }

    @Test
    void DeclineNeverExecutes() {
        ProposedAction action = held("give me 25 % off");

        decide(new ActionDecision.Rejected(action, "ada", "No."));
        answered(2);
        decide(genuine(action));
        decide(Releases.unsigned(action, "ada", in(Duration.ofMinutes(9))));
        later();

        assertThat(outcomes()).isEmpty();
        assertThat(provided()).isZero();
    }

    @Test
    void ApproveTwiceRunsOnce() {
        ProposedAction action = held("give me 25 % off");

        decide(genuine(action));
        decide(genuine(action));
        answered(2);
        decide(Releases.signed(
                new Released(action, null, 2, "bo", "v", "again", in(Duration.ofMinutes(9)), ""),
                AgentName.ONBOARDING));
        later();

        assertThat(outcomes()).hasSize(1);
        assertThat(provided()).isEqualTo(1);
    }

    @Test
    void ResumeDoesNotRerunEarlierTools() {
        ask("first", Intent.GET_STARTED, "help me get started");
        List<ProposedAction> proposed = proposed(4);
        decide(genuine(proposed.get(0)));
        decide(genuine(proposed.get(1)));
        decide(new ActionDecision.Held(proposed.get(2), "v", "a human looks", in(Duration.ofDays(1))));
        decide(new ActionDecision.Held(proposed.get(3), "v", "a human looks", in(Duration.ofDays(1))));
        TurnReport.Answered waiting = answered(1);

        decide(genuine(proposed.get(2)));
        decide(genuine(proposed.get(3)));
        TurnReport.Answered done = peer.awaitOne(
                        Topics.REPLIES, customer, TurnReport.Answered.class, TurnReport.Answered::finished)
                .getLast();
        later();

        assertThat(waiting.finished()).isFalse();
        assertThat(done.steps())
                .extracting(Step::kind)
                .containsExactly(Step.Kind.LOOKED_AT, Step.Kind.DID, Step.Kind.DID, Step.Kind.DID, Step.Kind.DID);
        assertThat(outcomes())
                .extracting(outcome -> outcome.action())
                .containsExactlyElementsOf(
                        proposed.stream().map(ProposedAction::id).toList());
        assertThat(proposed(4)).hasSize(4);
    }

    @Test
    void EditedArgumentsVoidTheRelease() {
        ProposedAction action = held("give me 10 % off");
        Released genuine = genuine(action);

        decide(Releases.unsigned(
                        action.with(Json.object().put("percent", 50).put("months", 3)),
                        "ada",
                        in(Duration.ofMinutes(9)))
                .signed(genuine.signature()));
        decide(new Released(
                action,
                Json.object().put("percent", 50).put("months", 3),
                1,
                genuine.by(),
                genuine.policyVersion(),
                genuine.reason(),
                genuine.expires(),
                genuine.signature()));
        later();

        assertThat(outcomes()).isEmpty();
        assertThat(peer.await(Topics.PROPOSED, customer, ReleaseRefused.class, 2))
                .extracting(ReleaseRefused::reason)
                .containsOnly("it is not signed by the gate for this agent");
    }

    @Test
    void ExpiredIsDead() {
        ProposedAction action = held("give me 10 % off");

        decide(new ActionDecision.Expired(action, in(Duration.ofSeconds(-1))));
        answered(2);
        decide(genuine(action));
        later();
        assertThat(outcomes()).isEmpty();

        ProposedAction next = held("second", "give me 12 % off");
        decide(Releases.of(next, AgentName.ONBOARDING, "ada", in(Duration.ofSeconds(-1))));
        decide(genuine(next));
        later();
        assertThat(outcomes()).isEmpty();
        assertThat(provided()).isZero();
    }

    /** Another agent, or an assistant over MCP, that asks for what this one can do goes the same way: without a release of the gate's nothing happens. */
    @Test
    void NestedAgentCannotBypass() {
        ProposedAction nested = new ProposedAction(
                new io.aegis.contracts.ActionId("nested-" + customer),
                new io.aegis.contracts.RunId("nested-" + customer),
                new TurnId("nested-" + customer),
                Intents.conversation(customer),
                customer,
                "discount.apply",
                Json.object().put("percent", 10).put("months", 3),
                Json.hash(Json.object().put("percent", 10).put("months", 3)),
                AgentName.QUERY,
                "mcp-user",
                io.aegis.contracts.Tier.PRO,
                "An assistant asked for it.");

        send(ACTIONS, new ActionProposed(nested));
        decide(Releases.unsigned(nested, "query", in(Duration.ofMinutes(9))));
        decide(Releases.of(nested, AgentName.QUERY, "policy", in(Duration.ofMinutes(9))));
        assertThat(peer.await(Topics.PROPOSED, customer, ReleaseRefused.class, 2))
                .hasSize(2);
        assertThat(outcomes()).isEmpty();

        decide(genuine(nested));
        assertThat(peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 1))
                .hasSize(1);

        decide(genuine(nested));
        decide(Releases.signed(
                new Released(
                        nested,
                        Json.object().put("percent", 20).put("months", 3),
                        2,
                        "ada",
                        "v",
                        "again",
                        in(Duration.ofMinutes(9)),
                        ""),
                AgentName.ONBOARDING));
        later();
        assertThat(peer.read(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class))
                .extracting(ActionOutcome.Succeeded::action)
                .containsOnlyOnce(nested.id());
        assertThat(provided()).isEqualTo(1);
    }

    /** As a process leaves it that dies when it has said that it is about to call, and before or after it has called. */
    @Test
    void RestartBetweenDecisionAndRun() throws SQLException {
        ProposedAction action = held("give me 25 % off");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into effect (id, state) values ('" + action.id() + "', 0)");
        }
        stop(Set.of("discount.apply"));

        Released release = genuine(action);
        decide(release);
        decide(release);
        answered(2);
        later();

        assertThat(outcomes()).hasSize(1);
        assertThat(provided()).isEqualTo(1);
        assertThat(peer.read(Topics.PROPOSED, customer, ReleaseReturned.class))
                .as("what was begun is seen to its end")
                .isEmpty();
    }

    @Test
    void what_is_stopped_after_its_release_goes_back_and_only_a_new_release_runs_it() {
        ProposedAction action = held("give me 25 % off");
        stop(Set.of("discount.apply"));

        decide(genuine(action));
        assertThat(peer.await(Topics.PROPOSED, customer, ReleaseReturned.class, 1))
                .singleElement()
                .extracting(ReleaseReturned::number)
                .isEqualTo(1);
        stop(Set.of());
        decide(genuine(action));
        later();
        assertThat(outcomes()).isEmpty();

        decide(Releases.signed(
                new Released(action, null, 2, "ada", "v", "now", in(Duration.ofMinutes(9)), ""), AgentName.ONBOARDING));
        answered(3);
        assertThat(outcomes()).hasSize(1);
    }

    @Test
    void a_switch_that_the_gate_has_not_signed_or_that_is_old_changes_nothing() {
        stop(Set.of("discount.apply"));
        Stopped nothing = new Stopped(SWITCHES.get() + 100, false, Set.of(), Set.of());
        Stopped old = new Stopped(1, false, Set.of(), Set.of());
        send(ACTIONS, new GateSwitched(nothing, "eyJhbGciOiJFZERTQSJ9..c2ln"));
        send(ACTIONS, new GateSwitched(old, sign(old)));
        settled(GateSwitched.GATE);

        ProposedAction action = held("give me 25 % off");
        decide(genuine(action));

        assertThat(peer.await(Topics.PROPOSED, customer, ReleaseReturned.class, 1))
                .hasSize(1);
        assertThat(outcomes()).isEmpty();
    }

    /** Monitor's RetentionDiscountTest has what comes before, and after. */
    @Test
    void a_playbooks_discount_waits_for_a_person_and_is_applied_once() {
        ObjectNode arguments = Json.object().put("percent", 15).put("months", 3);
        send(
                Topics.intents(AgentName.ONBOARDING),
                Intents.accepted(
                        customer,
                        new TurnId("playbook-" + customer),
                        new Offer("help", "Give 15 % off for 3 months", "discount.apply", arguments),
                        "The customer did not write.",
                        "playbook:retention-outreach"));
        ProposedAction action = proposed(1).getFirst();
        assertThat(action.askedByPlaybook()).isTrue();
        assertThat(action.arguments()).isEqualTo(arguments);
        decide(new ActionDecision.Held(
                action, "v", "A discount costs money; a human decides.", in(Duration.ofDays(7))));
        assertThat(answered(1).finished()).isFalse();
        assertThat(provided()).isZero();

        decide(genuine(action));
        decide(genuine(action));
        answered(2);
        later();

        assertThat(provided()).isEqualTo(1);
        assertThat(outcomes())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.facts())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                CustomerFact.DiscountApplied.class,
                                applied -> assertThat(List.of(applied.percent(), applied.months()))
                                        .containsExactly(15, 3)));
    }

    private ProposedAction held(String text) {
        return held("first", text);
    }

    private ProposedAction held(String turn, String text) {
        int before = peer.read(Topics.PROPOSED, customer, ActionProposed.class).size();
        int answers =
                peer.read(Topics.REPLIES, customer, TurnReport.Answered.class).size();
        ask(turn, Intent.DISCOUNT, text);
        ProposedAction action = proposed(before + 1).getLast();
        decide(new ActionDecision.Held(action, "v", "a human decides", in(Duration.ofDays(7))));
        answered(answers + 1);
        return action;
    }

    private Released genuine(ProposedAction action) {
        return Releases.of(action, AgentName.ONBOARDING, "ada", in(Duration.ofMinutes(9)));
    }

    private void stop(Set<String> types) {
        Stopped stopped = new Stopped(SWITCHES.incrementAndGet(), false, Set.of(), types);
        send(ACTIONS, new GateSwitched(stopped, sign(stopped)));
        settled(GateSwitched.GATE);
    }

    private static String sign(Stopped stopped) {
        return ReleaseKeys.read(LocalPlatform.shared().secrets()).sign(stopped.bytes());
    }

    /** Waits until everything that was sent about this customer before was worked. */
    private void later() {
        int answers =
                peer.read(Topics.REPLIES, customer, TurnReport.Answered.class).size();
        ask("later-" + UUID.randomUUID(), Intent.SMALL_TALK, "ok");
        answered(answers + 1);
    }

    private void settled(CustomerId whose) {
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            long sent = peer.read(ACTIONS, whose, GateSwitched.class).size();
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select count(*) from inbox where status = 1 and customer = '" + whose + "'")) {
                row.next();
                return row.getLong(1) >= sent;
            }
        });
    }

    private void ask(String turn, Intent intent, String text) {
        send(
                Topics.intents(AgentName.ONBOARDING),
                Intents.asked(customer, new TurnId(turn + "-" + customer), intent, text, "user-" + customer));
    }

    private void decide(ActionDecision decision) {
        send(ACTIONS, decision);
    }

    private void send(String topic, Message message) {
        peer.send(topic, "test", UUID.randomUUID().toString(), message);
    }

    private List<ProposedAction> proposed(int count) {
        return peer.await(Topics.PROPOSED, customer, ActionProposed.class, count).stream()
                .map(ActionProposed::action)
                .toList();
    }

    private TurnReport.Answered answered(int n) {
        return peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, n)
                .get(n - 1);
    }

    private List<ActionOutcome.Succeeded> outcomes() {
        return peer.read(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class);
    }

    private long provided() {
        return Provisions.of(database, customer);
    }

    private static Instant in(Duration duration) {
        return Instant.now().plus(duration);
    }
}
