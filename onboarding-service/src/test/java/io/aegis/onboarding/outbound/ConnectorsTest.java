package io.aegis.onboarding.outbound;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.local.testing.KubernetesStandIn;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.aegis.local.testing.StripeStandIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Released actions in outside systems, from the topic to the wire; those systems' own logs say what was done, and how often. */
@QuarkusTest
@TestProfile(ConnectorsTest.Talkative.class)
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
@QuarkusTestResource(value = StripeStandIn.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = KubernetesStandIn.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = MailStandIn.class, restrictToAnnotatedClass = true)
class ConnectorsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<String> LOG = new CopyOnWriteArrayList<>();
    private static final Handler EAR = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLoggerName().startsWith("com.icegreen")) {
                return;
            }
            LOG.add(record.getMessage() + " " + java.util.Arrays.toString(record.getParameters()));
            for (Throwable failure = record.getThrown(); failure != null; failure = failure.getCause()) {
                LOG.add(String.valueOf(failure));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private static Peer peer;

    public static final class Talkative implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.log.category.\"io.aegis\".level", "DEBUG",
                    "quarkus.log.category.\"com.stripe\".level", "DEBUG",
                    "aegis.onboarding.provider-timeout", "3s",
                    "aegis.messaging.attempts", "4");
        }
    }

    @ConfigProperty(name = "AEGIS_STATE_URL")
    String state;

    @ConfigProperty(name = "aegis.onboarding.stripe.url")
    String stripe;

    @ConfigProperty(name = "aegis.onboarding.kubernetes.url")
    String cluster;

    @ConfigProperty(name = "mail.control")
    String mail;

    @Inject
    DataSource database;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
        Logger.getLogger("").addHandler(EAR);
    }

    @AfterAll
    static void disconnect() {
        Logger.getLogger("").removeHandler(EAR);
        peer.close();
    }

    @AfterEach
    void allIsWellAndNoSecretIsInTheLog() {
        given().body("WELL").put(stripe + "/_mood").then().statusCode(200);
        door("OPEN");
        assertThat(LOG)
                .noneMatch(line -> line.contains(StripeStandIn.KEY)
                        || line.contains(KubernetesStandIn.TOKEN)
                        || line.contains("jane@example.com")
                        || line.contains("sk_test_leaked"));
    }

    @Test
    void a_customer_is_set_up_in_the_outside_systems_once() {
        profile("jane@example.com");
        for (String id : List.of("first", "again")) {
            release(id, action("1", "trial.create", Json.object().put("days", 14)));
            release(id, action("2", "sandbox.provision", Json.object()));
            release(id, action("3", "mail.send", Json.object().put("template", "welcome")));
        }
        release(
                "last",
                action("4", "discount.apply", Json.object().put("percent", 25).put("months", 3)));

        List<ActionOutcome.Succeeded> outcomes = succeeded(4);
        assertThat(outcomes)
                .extracting(ActionOutcome::type)
                .containsExactly("trial.create", "sandbox.provision", "mail.send", "discount.apply");
        CustomerFact.TrialStarted trial =
                (CustomerFact.TrialStarted) outcomes.get(0).facts().get(0);
        assertThat(trial.endsAt()).isEqualTo(trial.at().plus(Duration.ofDays(14)));
        assertThat(changes(stripe))
                .filteredOn(change -> change.endsWith(customer.value()))
                .containsExactly("customer " + customer, "trial of 14 days of price_starter for " + customer);
        assertThat(changes(stripe)).contains("discounts [\"di_aegis-25-percent-3-months\"] on " + trial.reference());
        String name = KubernetesSandboxes.name(customer);
        assertThat(changes(cluster)).filteredOn(change -> change.contains(name)).hasSize(3);
        assertThat(outcomes.get(1).facts()).first().extracting("url").isEqualTo("https://" + name + ".sandbox.example");
        assertThat(mails())
                .singleElement()
                .asString()
                .contains("To: jane@example.com\r\n", "From: Example <hello@example.com>\r\n", "Subject: Welcome\r\n")
                .contains("Message-ID: <" + Json.hash(new ActionId("run-" + customer + ".3")) + "@example.com>")
                .contains("Content-Type: text/plain", "Content-Type: text/html")
                .contains("Hello Jane &amp; &lt;Sons&gt;,");
    }

    @Test
    void a_trial_whose_answer_was_lost_is_looked_up_and_made_once() {
        profile("jane@example.com");
        given().body("SILENT").put(stripe + "/_mood").then().statusCode(200);
        release("first", action("1", "trial.create", Json.object().put("days", 14)));
        await().atMost(SOON).until(() -> changes(stripe).contains("customer " + customer));
        given().body("WELL").put(stripe + "/_mood").then().statusCode(200);

        succeeded(1);

        assertThat(changes(stripe))
                .filteredOn(change -> change.endsWith(customer.value()))
                .containsExactly("customer " + customer, "trial of 14 days of price_starter for " + customer);
    }

    @Test
    void a_dead_billing_system_is_waited_for_beyond_all_attempts() {
        profile("jane@example.com");
        given().body("AWAY").put(stripe + "/_mood").then().statusCode(200);
        release("first", action("1", "trial.create", Json.object().put("days", 14)));
        release("second", action("2", "plan.change", Json.object().put("tier", "pro")));
        await().atMost(SOON).until(() -> LOG.stream().anyMatch(line -> line.contains("message waits")));
        given().body("WELL").put(stripe + "/_mood").then().statusCode(200);

        assertThat(succeeded(2)).extracting(ActionOutcome::type).containsExactly("trial.create", "plan.change");
    }

    @Test
    void a_mail_whose_fate_is_not_known_is_not_sent_again_and_people_are_told() {
        profile("jane@example.com");
        int before = mails().size();
        door("CUT");
        release("first", action("1", "mail.send", Json.object().put("template", "welcome")));

        assertThat(failed().reason()).startsWith("Whether the mail was sent is not known, and it is not sent again");
        door("OPEN");
        release("again", action("1", "mail.send", Json.object().put("template", "welcome")));
        release("last", action("2", "sandbox.provision", Json.object()));
        succeeded(1);
        assertThat(mails()).hasSize(before + 1);
    }

    @Test
    void a_mail_that_a_crash_interrupted_is_not_sent_again_and_people_are_told() throws SQLException {
        profile("jane@example.com");
        int before = mails().size();
        ProposedAction action = action("1", "mail.send", Json.object().put("template", "welcome"));
        sent(action.id());
        release("first", action);

        assertThat(failed().reason()).startsWith("Aegis was interrupted while it sent the mail.");
        assertThat(mails()).hasSize(before);
    }

    @Test
    void a_busy_mail_server_is_waited_for_and_a_refusal_is_told() {
        profile("jane@example.com");
        int before = mails().size();
        door("BUSY");
        release("first", action("1", "mail.send", Json.object().put("template", "production_ready")));
        await().atMost(SOON).until(() -> LOG.stream().anyMatch(line -> line.contains("does not take mail now (421)")));
        door("OPEN");
        succeeded(1);
        door("REFUSING");
        release("second", action("2", "mail.send", Json.object().put("template", "welcome")));

        assertThat(failed().reason()).isEqualTo("The mail server refused the mail (554).");
        assertThat(mails()).hasSize(before + 1);
    }

    @Test
    void an_address_that_is_none_ends_no_header() {
        profile("jane@example.com\r\nBcc: eve@example.com");
        release("first", action("1", "mail.send", Json.object().put("template", "welcome")));

        assertThat(failed().reason()).isEqualTo("What is on file as mail address is none.");
        assertThat(mails()).noneMatch(mail -> mail.contains("eve@example.com"));
    }

    @Test
    void a_mail_in_words_of_its_own_says_them_as_they_stand() {
        profile("jane@example.com");
        release("first", byPlaybook(action("1", "mail.send", written("Your trial ends", "Hi <b>Jane</b>,\n\nstay."))));

        assertThat(succeeded(1))
                .flatExtracting(ActionOutcome.Succeeded::facts)
                .extracting("template")
                .containsExactly("playbook:trial-ending");
        assertThat(mails())
                .filteredOn(mail -> mail.contains(Json.hash(new ActionId("run-" + customer + ".1"))))
                .singleElement()
                .asString()
                .contains("To: jane@example.com\r\n", "Subject: Your trial ends\r\n")
                .contains("Hi <b>Jane</b>,\r\n\r\nstay.", "Hi &lt;b&gt;Jane&lt;/b&gt;,\r\n\r\nstay.");
    }

    @Test
    void a_mail_in_words_of_its_own_has_a_subject_of_one_line() {
        profile("jane@example.com");
        release("first", action("1", "mail.send", written("Hi\r\nBcc: eve@example.com", "All well?")));

        assertThat(failed().reason()).isEqualTo("The subject of a mail is one line.");
        assertThat(mails()).noneMatch(mail -> mail.contains("eve@example.com"));
    }

    @Test
    void who_has_withheld_consent_by_then_gets_no_mail_but_the_prepared_ones() {
        profile("jane@example.com", "withheld");
        release("first", action("1", "mail.send", written("Hi", "All well?")));
        assertThat(failed().reason()).isEqualTo("The customer does not want to be contacted.");

        release("second", action("2", "mail.send", Json.object().put("template", "welcome")));

        assertThat(succeeded(1))
                .flatExtracting(ActionOutcome.Succeeded::facts)
                .extracting("template")
                .containsExactly("welcome");
    }

    @Test
    void without_an_address_no_mail_is_sent() {
        profile(null);
        release("first", action("1", "mail.send", Json.object().put("template", "welcome")));

        assertThat(failed().reason()).isEqualTo("There is no mail address on file.");
    }

    private void profile(@Nullable String email) {
        profile(email, null);
    }

    private void profile(@Nullable String email, @Nullable String consent) {
        ObjectNode profile = Json.tree(Settings.JANE.profile(customer, List.of()));
        profile.put("name", "Jane & <Sons>").put("email", email);
        profile.putObject("contact").put("consent", consent);
        given().body(Json.bytes(profile))
                .put(state + "/api/customers/" + customer)
                .then()
                .statusCode(204);
    }

    private ProposedAction action(String number, String type, ObjectNode arguments) {
        return new ProposedAction(
                new ActionId("run-" + customer + "." + number),
                new RunId("run-" + customer),
                new TurnId("turn-" + customer),
                new ConversationId("conversation-" + customer),
                customer,
                type,
                arguments,
                Json.hash(arguments),
                AgentName.QUERY,
                "jane",
                Tier.NONE,
                "Because");
    }

    private static ObjectNode written(String subject, String text) {
        return Json.object().put("template", "written").put("subject", subject).put("text", text);
    }

    /** As the run of a playbook's own proposal proposes it. */
    private static ProposedAction byPlaybook(ProposedAction action) {
        return new ProposedAction(
                action.id(),
                action.run(),
                action.turn(),
                action.conversation(),
                action.customer(),
                action.type(),
                action.arguments(),
                action.argumentsHash(),
                action.proposer(),
                "playbook:trial-ending",
                action.tier(),
                action.reason(),
                Map.of(),
                new Grounds(Intent.OFFER_ACCEPTED, "offline", "1", "1", List.of()));
    }

    private void release(String id, ProposedAction action) {
        peer.send(
                Topics.actions(AgentName.ONBOARDING),
                "approval",
                action.id() + id,
                Releases.of(action, AgentName.ONBOARDING, "sam", Instant.now().plusSeconds(600)));
    }

    private List<ActionOutcome.Succeeded> succeeded(int atLeast) {
        return peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, atLeast);
    }

    private ActionOutcome.Failed failed() {
        return peer.await(Topics.OUTCOMES, customer, ActionOutcome.Failed.class, 1)
                .get(0);
    }

    private static List<String> changes(String system) {
        return given().get(system + "/_changes").jsonPath().getList("$", String.class);
    }

    private List<String> mails() {
        return given().get(mail + "/mails").jsonPath().getList("$", String.class);
    }

    private void door(String how) {
        given().body(how).put(mail + "/door").then().statusCode(200);
    }

    private void sent(ActionId action) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into effect (id, state) values (?, 0)")) {
            insert.setString(1, action.value());
            insert.executeUpdate();
        }
    }
}
