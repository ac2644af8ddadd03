package io.aegis.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerFact.TicketOpened;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Offer;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Step;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.aegis.local.testing.Tables;
import io.aegis.query.application.Gaps;
import io.aegis.query.domain.Gap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent on a real broker and a real database; the test is the front door, the gate and state. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
class QueryServiceTest {
    private static final String INTENTS = Topics.intents(AgentName.QUERY);
    private static final String ACTIONS = Topics.actions(AgentName.QUERY);
    private static Peer peer;

    @ConfigProperty(name = "aegis.agent.state-url")
    String stateUrl;

    @Inject
    Gaps gaps;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void an_accepted_offer_becomes_one_ticket_however_often_its_release_arrives() {
        Offer offer = new Offer(
                "ticket",
                "Open a ticket",
                "ticket.open",
                Json.object().put("subject", "Question: pizza?").put("body", "Do you like pizza?"));
        ask("turn-1", Intent.OFFER_ACCEPTED, "", offer);
        ProposedAction action = peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1)
                .get(0)
                .action();
        assertThat(action.type()).isEqualTo("ticket.open");
        assertThat(action.arguments())
                .isEqualTo(Json.object()
                        .put("subject", "Question: pizza?")
                        .put("body", "Do you like pizza?")
                        .put("priority", "normal"));

        release("release-1", action);
        release("release-1", action);
        release("release-2", action);
        release("release-3", proposedByFeedback("The next one", "normal"));

        List<ActionOutcome.Succeeded> outcomes =
                peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 2);
        assertThat(outcomes)
                .extracting(ActionOutcome::action)
                .containsExactly(
                        action.id(),
                        proposedByFeedback("The next one", "normal").id());
        TicketOpened opened = (TicketOpened) outcomes.get(0).facts().get(0);
        assertThat(opened.url()).isEqualTo("http://localhost:8080/tickets/" + opened.ticket());
        assertThat(answers()).first().satisfies(answer -> {
            assertThat(answer.text())
                    .isEqualTo(
                            "Opened ticket %1$s: Question: pizza?\n\n[Ticket %1$s](http://localhost:8080/tickets/%1$s)"
                                    .formatted(opened.ticket()));
            assertThat(answer.finished()).isTrue();
        });
        tickets("sam", Set.of("success-manager"), null)
                .statusCode(200)
                .body("tickets.subject", contains("The next one", "Question: pizza?"))
                .body("tickets[1].id", equalTo(opened.ticket().value()))
                .body("tickets[1].body", equalTo("Do you like pizza?"))
                .body("tickets[1].priority", equalTo("normal"))
                .body("tickets[1].conversation", equalTo("conversation-" + customer))
                .body("tickets[1].openedAt", equalTo(opened.at().toString()));
    }

    @Test
    void a_ticket_for_another_agent_is_told_to_that_agent_and_to_the_world() {
        ProposedAction action = proposedByFeedback("It never works", "high");

        release("release-1", action);

        ActionOutcome.Succeeded told = peer.await(
                        Topics.actions(AgentName.FEEDBACK), customer, ActionOutcome.Succeeded.class, 1)
                .get(0);
        assertThat(told.run()).isEqualTo(action.run());
        assertThat(told.summary()).endsWith(": It never works");
        assertThat(peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 1))
                .containsExactly(told);
        ticket(told, "sam", Set.of("agent"), null).statusCode(200).body("priority", equalTo("high"));
    }

    @Test
    void other_arguments_than_were_released_open_nothing() {
        ProposedAction action = proposedByFeedback("It never works", "normal");
        action.arguments().put("subject", "Something else");

        release("release-1", action);
        answerTo("turn-2", Intent.SMALL_TALK, "thanks");

        tickets("sam", Set.of("success-manager"), null).body("tickets.size()", equalTo(0));
    }

    @Test
    void code_comes_with_the_key_of_the_customer_and_without_an_action() {
        know(new CustomerSnapshot(
                customer,
                3,
                null,
                null,
                Stage.API_KEYS_GENERATED,
                Tier.TRIAL,
                null,
                Instant.now().plus(Duration.ofDays(10)),
                List.of(new CustomerSnapshot.Key(new KeyId("key-7"), Environment.TEST, "ab12", Instant.now())),
                "https://acme.sandbox.example",
                List.of(),
                null,
                null,
                List.of(),
                new CustomerSnapshot.Health(HealthLevel.NEW, 100, List.of()),
                CustomerSnapshot.Billing.NONE,
                CustomerSnapshot.Contact.UNKNOWN));

        TurnReport.Answered answer = answerTo("turn-1", Intent.INTEGRATE, "How do I integrate with Python?");

        assertThat(answer.text()).contains("Chargebee(api_key=\"{{key:key-7}}\", site=\"acme\")");
        assertThat(answer.offers()).isEmpty();
        assertThat(answer.steps())
                .containsExactly(
                        new Step(Step.Kind.LOOKED_AT, "your profile", null),
                        new Step(Step.Kind.LOOKED_AT, "the documentation", null));
    }

    @Test
    void a_question_is_answered_from_the_documentation() {
        TurnReport.Answered answer =
                answerTo("turn-1", Intent.QUESTION, "Are webhooks retried when my endpoint was down?");

        assertThat(answer.text())
                .startsWith("**Failed deliveries and retries**")
                .contains(
                        "Source: [Webhooks, “Failed deliveries and retries”](http://localhost:8080/documentation?passage=webhooks.md%23failed-deliveries-and-retries).");
        assertThat(answer.finished()).isTrue();
    }

    @Test
    void what_nobody_wrote_down_is_not_answered_but_offered_to_a_person() {
        TurnReport.Answered answer = answerTo("turn-1", Intent.QUESTION, "Who won the football world cup?");

        assertThat(answer.text()).startsWith("I do not know");
        assertThat(answer.offers()).extracting(Offer::type).containsExactly("ticket.open");
    }

    @Test
    void what_was_not_answered_is_kept_for_the_team_with_what_asks_alike() {
        answerTo("turn-1", Intent.QUESTION, "Do you support SEPA direct debit? Write to jane@example.com");
        answerTo("turn-2", Intent.QUESTION, "Is SEPA direct debit supported by you?");
        answerTo("turn-3", Intent.QUESTION, "Is there an iPhone app?");
        answerTo("turn-4", Intent.UNKNOWN, "Sing me something about iPhone apps");

        gaps("sam", Set.of("success-manager"))
                .statusCode(200)
                .body(
                        "gaps.find { it.question.contains('SEPA') }.question",
                        equalTo("Do you support SEPA direct debit? Write to …"))
                .body("gaps.find { it.question.contains('SEPA') }.times", equalTo(2))
                .body("gaps.findAll { it.question.contains('iPhone') }.question", contains("Is there an iPhone app?"));
        gaps("jane", Set.of("customer")).statusCode(403);
        given().get("/api/documentation/gaps").then().statusCode(401);
    }

    @Test
    void a_turn_that_is_worked_again_is_counted_once() {
        TurnId turn = new TurnId("turn-again-" + customer);

        gaps.missed(turn, customer, "Do you print invoices on paper and post them?");
        gaps.missed(turn, customer, "Do you print invoices on paper and post them?");

        assertThat(gaps.mostFrequent(200))
                .filteredOn(gap -> gap.question().contains("on paper"))
                .extracting(Gap::times)
                .containsExactly(1L);
    }

    @Test
    void a_passage_is_read_where_an_answer_links_to() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().auth()
                        .oauth2(token("jane", Set.of("customer"), customer.value()))
                        .get("/api/documentation/passage?id={id}", "webhooks.md#duplicates-and-order")
                        .then()
                        .statusCode(200)
                        .body("title", equalTo("Webhooks"))
                        .body("section", equalTo("Duplicates and order"))
                        .body("text", startsWith("The same event can arrive more than once")));
        given().auth()
                .oauth2(token("jane", Set.of("customer"), customer.value()))
                .get("/api/documentation/passage?id=nothing.md")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/api/documentation/passage?id=webhooks.md").then().statusCode(401);
    }

    @Test
    void the_account_is_told_after_profile_and_calls_were_read() {
        TurnReport.Answered answer = answerTo("turn-1", Intent.ACCOUNT_STATUS, "what plan am I on?");

        assertThat(answer.text()).startsWith("I know nothing about you yet");
        assertThat(answer.steps())
                .extracting(Step::text)
                .containsExactly("your profile", "your API calls of the last 24 hours");
    }

    @Test
    void a_customer_sees_own_tickets_only() {
        ProposedAction action = proposedByFeedback("It never works", "normal");
        release("release-1", action);
        ActionOutcome.Succeeded opened = peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 1)
                .get(0);

        ticket(opened, "jane", Set.of("customer"), customer.value()).statusCode(200);
        tickets("jane", Set.of("customer"), customer.value()).body("tickets.size()", equalTo(1));
        given().auth()
                .oauth2(token("jane", Set.of("customer"), customer.value()))
                .get("/api/tickets")
                .then()
                .body("tickets.size()", equalTo(1));
        ticket(opened, "eve", Set.of("customer"), "other").statusCode(404);
        tickets("eve", Set.of("customer"), "other").statusCode(404);
        tickets("al", Set.of("auditor"), null).statusCode(403);
        given().get("/api/tickets").then().statusCode(401);
    }

    @Test
    void what_an_erased_customer_asked_and_wrote_is_forgotten() {
        String secret = "Xq" + UUID.randomUUID().toString().replaceAll("[^a-f]", "");
        answerTo("turn-1", Intent.QUESTION, "Do you like the pizza of " + secret + "?");
        release("release-1", proposedByFeedback("Pizza for " + secret, "normal"));
        peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 1);
        assertThat(Tables.holding("aegis_query", secret))
                .contains("documentation_gap", "effect", "inbox", "run", "ticket");

        peer.send(Topics.ERASURES, "state", customer + "-erased", new CustomerErased(customer, 3, Instant.now()));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> assertThat(Tables.holding("aegis_query", secret)).isEmpty());
        tickets("sam", Set.of("success-manager"), null).body("tickets.subject", contains("erased"));
    }

    @Test
    void what_comes_to_its_end_after_the_erasure_is_forgotten_then() {
        String secret = "Xq" + UUID.randomUUID().toString().replaceAll("[^a-f]", "");
        ask(
                "turn-1",
                Intent.OFFER_ACCEPTED,
                "",
                new Offer(
                        "ticket",
                        "Open a ticket",
                        "ticket.open",
                        Json.object().put("subject", "Pizza for " + secret).put("body", "Do you like pizza?")));
        ProposedAction action = peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1)
                .getFirst()
                .action();
        peer.send(Topics.ERASURES, "state", customer + "-erased", new CustomerErased(customer, 3, Instant.now()));
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(Tables.holding("aegis_query", customer + ",forget"))
                        .contains("timer"));
        release("release-1", action);
        assertThat(answers().getFirst().text()).contains(secret);
        assertThat(Tables.holding("aegis_query", secret)).contains("run", "ticket");

        // Six hours later
        assertThat(Tables.due("aegis_query", customer.value(), "forget")).isTrue();

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> assertThat(Tables.holding("aegis_query", secret)).isEmpty());
        tickets("sam", Set.of("success-manager"), null).body("tickets.subject", contains("erased"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=many", "?limit=-1", "?limit=201", "?customer=%20"})
    void a_list_that_cannot_be_is_a_bad_request(String query) {
        given().auth()
                .oauth2(token("sam", Set.of("success-manager"), null))
                .urlEncodingEnabled(false)
                .get("/api/tickets" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T-999999999", "T-99999999999999999999", "SUP-1", "%20"})
    void a_ticket_that_is_not_there_is_not_found(String id) {
        given().auth()
                .oauth2(token("sam", Set.of("success-manager"), null))
                .urlEncodingEnabled(false)
                .get("/api/tickets/" + id)
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    private void ask(String turn, Intent intent, String text, @Nullable Offer accepted) {
        TurnId id = new TurnId(turn + "-" + customer);
        peer.send(
                INTENTS,
                "orchestrator",
                customer + turn,
                accepted == null
                        ? Intents.asked(customer, id, intent, text, "jane")
                        : Intents.accepted(customer, id, accepted, text, "jane"));
    }

    /** The final answer to a turn; whatever was sent before it for this customer has been worked by then. */
    private TurnReport.Answered answerTo(String turn, Intent intent, String text) {
        ask(turn, intent, text, null);
        for (int answers = 1; ; answers++) {
            for (TurnReport.Answered answer :
                    peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, answers)) {
                if (answer.turn().equals(new TurnId(turn + "-" + customer))) {
                    return answer;
                }
            }
        }
    }

    private List<TurnReport.Answered> answers() {
        return peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1);
    }

    private ProposedAction proposedByFeedback(String subject, String priority) {
        var arguments = Json.object()
                .put("subject", subject)
                .put("body", "In the customer's words")
                .put("priority", priority);
        return new ProposedAction(
                new ActionId("run-" + customer + ".1"),
                new RunId("run-" + customer),
                new TurnId("turn-" + customer),
                Intents.conversation(customer),
                customer,
                "ticket.open",
                arguments,
                Json.hash(arguments),
                AgentName.FEEDBACK,
                "jane",
                Tier.TRIAL,
                "Open a ticket");
    }

    private void release(String id, ProposedAction action) {
        peer.send(
                ACTIONS,
                "approval",
                customer + id,
                Releases.of(action, AgentName.QUERY, "policy", Instant.now().plusSeconds(60)));
    }

    private void know(CustomerSnapshot snapshot) {
        given().body(Json.bytes(snapshot))
                .put(stateUrl + "/api/customers/" + customer)
                .then()
                .statusCode(204);
    }

    private ValidatableResponse gaps(String user, Set<String> groups) {
        return given().auth()
                .oauth2(token(user, groups, null))
                .get("/api/documentation/gaps?limit=200")
                .then();
    }

    private ValidatableResponse tickets(String user, Set<String> groups, @Nullable String claim) {
        return given().auth()
                .oauth2(token(user, groups, claim))
                .get("/api/tickets?customer=" + customer)
                .then();
    }

    private static ValidatableResponse ticket(
            ActionOutcome.Succeeded opened, String user, Set<String> groups, @Nullable String claim) {
        TicketOpened fact = (TicketOpened) opened.facts().get(0);
        return given().auth()
                .oauth2(token(user, groups, claim))
                .get("/api/tickets/" + fact.ticket())
                .then();
    }

    private static String token(String user, Set<String> groups, @Nullable String customer) {
        return Tokens.mint(LocalPlatform.shared().secrets(), user, groups, customer);
    }
}
