package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionMet;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class FrontDoorTest {
    private static final LocalPlatform PLATFORM = LocalPlatform.shared();
    private static final String TO_ONBOARDING = Topics.intents(AgentName.ONBOARDING);

    /** Its threads take over the test's class loader; those of the common pool do not. */
    private static final Executor BESIDE = task -> Thread.ofVirtual().start(task);

    private static final Offer MAIL = new Offer(
            "playbook",
            "Send the written mail",
            "mail.send",
            Json.object().put("template", "written").put("subject", "Errors").put("text", "We look into it."));
    private static final Step LOOKED = new Step(Step.Kind.LOOKED_AT, "your account", null);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Test
    void a_message_is_routed_with_memory_and_requester_and_its_reply_is_shown() {
        String customer = "routed";
        String conversation = open(customer);
        String first = say(customer, conversation, "k1", "I'm a new customer, help me get started with Chargebee");
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        new TurnId(first),
                        new ConversationId(conversation),
                        new CustomerId(customer),
                        "Your trial is ready.",
                        List.of(LOOKED, new Step(Step.Kind.DID, "created your trial", null)),
                        List.of(),
                        true,
                        List.of(new Seen("onboarding", 7))));
        JsonPath shown = eventually(customer, conversation, "turns[0].status", "finished");

        assertThat(shown.getList("lines.text"))
                .containsExactly("I'm a new customer, help me get started with Chargebee", "Your trial is ready.");
        assertThat(shown.getList("lines.speaker")).containsExactly("customer", "aegis");
        assertThat(shown.getList("turns[0].steps.kind")).containsExactly("looked_at", "did");
        assertThat(shown.getList("turns[0].replies")).containsExactly("Your trial is ready.");
        assertThat(shown.getString("turns[0].intent")).isEqualTo("get_started");
        assertThat(shown.getString("title")).isEqualTo("I'm a new customer, help me get started with Chargebee");

        String second = say(customer, conversation, "k2", "I need a production key");
        List<IntentRouted> routed = Kafka.received(TO_ONBOARDING, customer, IntentRouted.class, 2);

        assertThat(routed).extracting(IntentRouted::turn).containsExactly(new TurnId(first), new TurnId(second));
        assertThat(routed).extracting(IntentRouted::intent).containsExactly(Intent.GET_STARTED, Intent.PRODUCTION_KEY);
        assertThat(routed.get(0).memory()).isEmpty();
        assertThat(routed.get(0).seen()).isEmpty();
        assertThat(routed.get(1).memory())
                .containsExactly(
                        new IntentRouted.Utterance(
                                IntentRouted.Speaker.CUSTOMER,
                                "I'm a new customer, help me get started with Chargebee"),
                        new IntentRouted.Utterance(IntentRouted.Speaker.AEGIS, "Your trial is ready."));
        assertThat(routed.get(1).seen()).containsExactly(new Seen("onboarding", 7));
        assertThat(routed).extracting(IntentRouted::requester).containsOnly("user-" + customer);
    }

    @Test
    void who_waits_gets_the_reply_as_soon_as_it_is_there() throws Exception {
        String customer = "waiting";
        String conversation = open(customer);
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(
                () -> as(customer)
                        .header("Idempotency-Key", "k1")
                        .body(Map.of("text", "give me 25 % off"))
                        .post("/api/conversations/" + conversation + "/messages?wait=20"),
                BESIDE);
        IntentRouted routed =
                Kafka.received(TO_ONBOARDING, customer, IntentRouted.class, 1).get(0);
        assertThat(waiting).isNotDone();
        Instant sent = Instant.now();
        Kafka.send(Topics.REPLIES, answered(customer, routed, "That needs approval.", false));

        Response response = waiting.get(10, TimeUnit.SECONDS);

        assertThat(Duration.between(sent, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getString("status")).isEqualTo("waiting");
        assertThat(response.jsonPath().getList("replies")).containsExactly("That needs approval.");
        assertThat(response.jsonPath().getString("links.self"))
                .isEqualTo("/api/conversations/" + conversation + "/turns/" + routed.turn());
    }

    @Test
    void who_waits_in_vain_is_told_that_it_is_being_worked_on() {
        String customer = "in-vain";
        String conversation = open(customer);

        as(customer)
                .header("Idempotency-Key", "k1")
                .body(Map.of("text", "hi there"))
                .post("/api/conversations/" + conversation + "/messages?wait=1")
                .then()
                .statusCode(202)
                .body("status", org.hamcrest.Matchers.equalTo("working"));
    }

    @Test
    void the_same_key_is_the_same_turn_and_another_text_under_it_is_refused() {
        String customer = "idempotent";
        String conversation = open(customer);
        String turn = say(customer, conversation, "k1", "upgrade me to pro");

        assertThat(say(customer, conversation, "k1", "upgrade me to pro")).isEqualTo(turn);
        problem(post(customer, conversation, "k1", "upgrade me to enterprise"), 422);
        assertThat(say(customer, conversation, "k2", "upgrade me to pro")).isNotEqualTo(turn);
        assertThat(view(customer, conversation).getList("lines")).hasSize(2);
        assertThat(Kafka.received(TO_ONBOARDING, customer, IntentRouted.class, 1))
                .as("the second waits for the first one's reply")
                .hasSize(1);
    }

    @Test
    void the_same_request_many_times_at_once_is_one_turn() {
        String customer = "at-once";
        String conversation = open(customer);

        List<CompletableFuture<String>> asked = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> say(customer, conversation, "k1", "upgrade me to pro"), BESIDE))
                .toList();

        assertThat(asked.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(view(customer, conversation).getList("lines")).hasSize(1);
    }

    @Test
    void many_customers_at_once_have_a_turn_each_and_a_refusal_is_nobody_elses() {
        List<String> customers =
                IntStream.range(0, 12).mapToObj(i -> "crowd-" + i).toList();
        List<String> conversations = customers.stream().map(FrontDoorTest::open).toList();
        say("crowd-0", conversations.get(0), "k0", "upgrade me to pro");

        List<CompletableFuture<Response>> asked = IntStream.range(0, 36)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> switch (i / 12) {
                            case 0 -> post(customers.get(i), conversations.get(i), "k1", "upgrade " + i);
                            case 1 -> post(customers.get(i % 12), conversations.get((i + 1) % 12), "k2", "not mine");
                            default -> post("crowd-0", conversations.getFirst(), "k0", "upgrade me to " + i);
                        },
                        BESIDE))
                .toList();

        assertThat(asked.stream().map(CompletableFuture::join).map(Response::statusCode))
                .containsExactlyElementsOf(IntStream.range(0, 36)
                        .mapToObj(i -> List.of(202, 404, 422).get(i / 12))
                        .toList());
        for (int i = 1; i < 12; i++) {
            assertThat(view(customers.get(i), conversations.get(i)).getList("lines.text"))
                    .containsExactly("upgrade " + i);
            assertThat(view(customers.get(i), conversations.get(i)).getList("turns.turn"))
                    .containsExactly(asked.get(i).join().jsonPath().getString("turn"));
        }
        assertThat(view("crowd-0", conversations.getFirst()).getList("lines.text"))
                .containsExactly("upgrade me to pro", "upgrade 0");
    }

    @Test
    void bad_input_is_told_what_is_wrong_with_it() {
        String customer = "bad-input";
        String conversation = open(customer);
        String messages = "/api/conversations/" + conversation + "/messages";

        problem(as(customer).body(Map.of("text", "hi")).post(messages), 400);
        problem(post(customer, conversation, "k", " "), 400);
        problem(post(customer, conversation, "k".repeat(121), "hi"), 400);
        problem(post(customer, conversation, "k", "x".repeat(4001)), 400);
        problem(post(customer, conversation, "k", "nul\u0000"), 400);
        problem(as(customer).header("Idempotency-Key", "k").body("{\"text\":").post(messages), 400);
        problem(
                as(customer)
                        .header("Idempotency-Key", "k")
                        .body("{\"txt\":\"hi\"}")
                        .post(messages),
                400);
        problem(as(customer).header("Idempotency-Key", "k").post(messages), 400);
        problem(
                as(customer)
                        .header("Idempotency-Key", "k")
                        .body("{\"text\":\"hi\"}")
                        .post(messages + "?wait=61"),
                400);
        problem(as(customer).body("{\"customer\":\"with blank\"}").post("/api/conversations"), 400);
        problem(as(customer).get("/api/conversations?customer=with blank"), 400);
        problem(as(customer).get("/api/conversations/no such/"), 404);
        problem(as(customer).get("/api/conversations/none"), 404);
        problem(as(customer).get("/api/conversations/" + conversation + "/turns/none"), 404);
        problem(as(customer).get("/api/conversations/" + conversation + "/events?after=x"), 400);
        problem(given().get("/api/conversations/" + conversation), 401);
        assertThat(view(customer, conversation).getList("lines")).isEmpty();
    }

    @Test
    void a_report_that_comes_twice_is_shown_once() {
        String customer = "twice";
        String conversation = open(customer);
        String turn = say(customer, conversation, "k1", "I need a production key");
        IntentRouted routed =
                Kafka.received(TO_ONBOARDING, customer, IntentRouted.class, 1).get(0);
        Kafka.send(Topics.REPLIES, "same", answered(customer, routed, "Waiting for approval.", false));
        Kafka.send(Topics.REPLIES, "same", answered(customer, routed, "Waiting for approval.", false));
        Kafka.send(Topics.REPLIES, answered(customer, routed, "Here it is.", true));

        JsonPath shown = eventually(customer, conversation, "turns[0].status", "finished");

        assertThat(shown.getString("turns[0].turn")).isEqualTo(turn);
        assertThat(shown.getList("lines.text"))
                .containsExactly("I need a production key", "Waiting for approval.", "Here it is.");
    }

    @Test
    void an_intervention_lands_in_the_latest_conversation_or_opens_one() {
        String silent = "silent";
        intervene(silent, "i-1", "Shall I help with your first call?");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> as(silent).get("/api/conversations").jsonPath().getList("id"), ids -> ids.size() == 1);
        String opened = as(silent).get("/api/conversations").jsonPath().getString("[0].id");
        String later = open(silent);
        intervene(silent, "i-2", "Still there?");

        JsonPath shown = eventually(silent, later, "lines[0].text", "Still there?");

        assertThat(shown.getString("lines[0].speaker")).isEqualTo("intervention");
        assertThat(shown.getString("lines[0].intervention")).isEqualTo("i-2");
        assertThat(view(silent, opened).getList("lines.text")).containsExactly("Shall I help with your first call?");
        assertThat(as(silent).get("/api/conversations").jsonPath().getList("id"))
                .containsExactly(later, opened);
    }

    @Test
    void a_playbook_sends_an_agent_for_what_it_wants_looked_into_and_for_each_action() {
        String failing = "failing";
        Kafka.send(
                Topics.INTERVENTIONS,
                new InterventionRaised(
                        new InterventionId("i-3"),
                        new CustomerId(failing),
                        "error-debugging",
                        "Something is wrong.",
                        Intent.DIAGNOSE_ERRORS,
                        List.of(MAIL),
                        Instant.now()));

        List<IntentRouted> routed =
                Kafka.received(Topics.intents(AgentName.ONBOARDING), failing, IntentRouted.class, 2);
        assertThat(routed)
                .extracting(IntentRouted::intent)
                .containsExactly(Intent.DIAGNOSE_ERRORS, Intent.OFFER_ACCEPTED);
        assertThat(routed).extracting(IntentRouted::requester).containsOnly("playbook:error-debugging");
        assertThat(routed).extracting(IntentRouted::accepted).containsExactly(null, MAIL);
        String conversation = routed.getFirst().conversation().value();
        assertThat(view(failing, conversation).getList("lines.text")).containsExactly("Something is wrong.");
        assertThat(view(failing, conversation).getList("turns.kind")).containsExactly("playbook", "proposal");
    }

    @Test
    void nobody_passes_for_a_playbook() {
        problem(
                given().auth()
                        .oauth2(Tokens.mint(
                                LocalPlatform.shared().secrets(), "playbook:win-back", Set.of("admin"), null))
                        .get("/api/conversations"),
                403);
    }

    @Test
    void an_intervention_is_told_as_seen_when_its_customer_sees_it_and_as_answered_when_he_writes() {
        String quiet = "quiet";
        intervene(quiet, "i-4", "Shall I help?");
        await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> staff().get("/api/conversations?customer=" + quiet)
                                .jsonPath()
                                .getList("id"),
                        ids -> ids.size() == 1);
        String conversation =
                staff().get("/api/conversations?customer=" + quiet).jsonPath().getString("[0].id");
        staff().get("/api/conversations/" + conversation).then().statusCode(200);

        say(quiet, conversation, "k0", "before I saw it");
        view(quiet, conversation);
        view(quiet, conversation);
        say(quiet, conversation, "k1", "yes please");
        say(quiet, conversation, "k2", "with Python");

        assertThat(Kafka.received(Topics.INTERVENTIONS, quiet, InterventionMet.Answered.class, 1))
                .extracting(InterventionMet.Answered::intervention)
                .containsExactly(new InterventionId("i-4"));
        assertThat(Kafka.types(Topics.INTERVENTIONS, quiet))
                .containsExactly(
                        "aegis.intervention.raised.v1", "aegis.intervention.seen.v1", "aegis.intervention.answered.v1");
    }

    @Test
    void customers_see_their_own_conversations_and_staff_see_everybodys() {
        String conversation = open("mine");
        String turn = say("mine", conversation, "k1", "hi there");

        problem(as("other").get("/api/conversations/" + conversation), 404);
        problem(as("other").get("/api/conversations/" + conversation + "/turns/" + turn), 404);
        problem(as("other").get("/api/conversations/" + conversation + "/events"), 404);
        problem(post("other", conversation, "k", "hi"), 404);
        problem(as("other").get("/api/conversations?customer=mine"), 404);
        problem(as("other").body(Map.of("customer", "mine")).post("/api/conversations"), 404);
        problem(staff().post("/api/conversations"), 400);
        problem(with("bo", Set.of("approver"), null).get("/api/conversations/" + conversation), 403);
        assertThat(staff().get("/api/conversations?customer=mine").jsonPath().getList("id"))
                .containsExactly(conversation);
        staff().body(Map.of("customer", "mine"))
                .post("/api/conversations")
                .then()
                .statusCode(201)
                .body("customer", org.hamcrest.Matchers.equalTo("mine"));
        staff().header("Idempotency-Key", "k1")
                .body(Map.of("text", "hello, this is Sam"))
                .post("/api/conversations/" + conversation + "/messages")
                .then()
                .statusCode(202);
        assertThat(view("mine", conversation).getList("lines.by")).containsExactly("user-mine", "sam");
    }

    @Test
    void changes_are_pushed_as_they_happen_and_a_reconnect_goes_on_where_it_was() throws Exception {
        String customer = "live";
        String conversation = open(customer);
        try (Events events = new Events(customer, conversation, "0")) {
            say(customer, conversation, "k1", "give me 10 percent off");
            events.await("give me 10 percent off");
            IntentRouted routed = Kafka.received(TO_ONBOARDING, customer, IntentRouted.class, 1)
                    .get(0);
            Kafka.send(
                    Topics.REPLIES,
                    new TurnReport.Progressed(
                            routed.turn(), routed.conversation(), routed.customer(), List.of(LOOKED)));
            events.await("\"steps\":[{\"kind\":\"looked_at\",\"text\":\"your account\"}]");
            Kafka.send(Topics.REPLIES, answered(customer, routed, "Done.", true));
            events.await("\"text\":\"Done.\"");
            events.await("\"status\":\"finished\"");
        }
        long reached = view(customer, conversation).getLong("revision");
        String onceMore = say(customer, conversation, "k2", "give me 20 percent off");
        try (Events events = new Events(customer, conversation, Long.toString(reached))) {
            events.await(onceMore);
            events.await("id:" + (reached + 1));
            events.await("event:turn");

            assertThat(events.received).contains("event:line", "event:turn").noneMatch(line -> line.contains("Done."));
        }
    }

    /** The poll comes every two seconds: who depended on it would wait that long for each but the first. */
    @Test
    void changes_of_this_replica_do_not_wait_for_the_poll() throws Exception {
        String conversation = open("prompt");
        try (Events events = new Events("prompt", conversation, "0")) {
            for (int i = 0; i < 4; i++) {
                say("prompt", conversation, "k" + i, "hello " + i);
                events.await("hello " + i, Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void changes_made_by_another_replica_are_pushed_too() throws Exception {
        String customer = "replica";
        String conversation = open(customer);
        try (Events events = new Events(customer, conversation, "0")) {
            say(customer, conversation, "k1", "hi there");
            events.await("hi there");
            execute(
                    "insert into line (conversation, revision, speaker, turn, text, at) select conversation, 2, 'aegis', id,"
                            + " 'from elsewhere', now() from turn where conversation = '" + conversation + "'");
            execute("update conversation set revision = 2 where id = '" + conversation + "'");

            events.await("from elsewhere");
        }
    }

    @Test
    void a_silent_stream_shows_that_it_lives() throws Exception {
        String conversation = open("heartbeat");
        try (Events events = new Events("heartbeat", conversation, "0")) {
            events.await(":", Duration.ofSeconds(5));
        }
    }

    @Test
    void feedback_is_given_once_and_what_follows_is_shown() {
        String customer = "feedback";
        String conversation = open(customer);
        IntentRouted routed = answeredTurn(customer, conversation, "I need a production key", "No.", List.of());
        String path = "/api/conversations/" + conversation + "/turns/" + routed.turn() + "/feedback";
        Map<String, String> down = Map.of("thumbs", "down", "comment", "not helpful");

        problem(as(customer).body(Map.of("thumbs", "sideways")).post(path), 400);
        as(customer).body(down).post(path).then().statusCode(200);
        as(customer).body(down).post(path).then().statusCode(200);
        problem(as(customer).body(Map.of("thumbs", "up")).post(path), 409);
        List<FeedbackGiven> given =
                Kafka.received(Topics.intents(AgentName.FEEDBACK), customer, FeedbackGiven.class, 1);

        assertThat(given).singleElement().satisfies(feedback -> {
            assertThat(feedback.about()).isEqualTo(routed.turn());
            assertThat(feedback.thumbs()).isEqualTo(Thumbs.DOWN);
            assertThat(feedback.comment()).isEqualTo("not helpful");
            assertThat(feedback.reply()).isEqualTo("No.");
            assertThat(feedback.requester()).isEqualTo("user-" + customer);
        });
        JsonPath before = view(customer, conversation);
        assertThat(before.getList("turns")).hasSize(1);
        assertThat(before.getString("turns[0].feedback.thumbs")).isEqualTo("down");
        FeedbackGiven feedback = given.get(0);
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        feedback.turn(),
                        feedback.conversation(),
                        feedback.customer(),
                        "I opened ticket T-1.",
                        List.of(),
                        List.of(),
                        true,
                        List.of()));
        JsonPath after = eventually(customer, conversation, "turns[1].status", "finished");
        assertThat(after.getString("turns[1].kind")).isEqualTo("feedback");
        assertThat(after.getString("turns[1].about")).isEqualTo(routed.turn().value());
        assertThat(after.getString("lines[2].text")).isEqualTo("I opened ticket T-1.");
    }

    @Test
    void an_offer_is_accepted_once_and_goes_to_the_agent_that_owns_the_action() {
        String customer = "offers";
        String conversation = open(customer);
        Offer ticket =
                new Offer("o1", "Open a ticket", "ticket.open", Json.object().put("subject", "401"));
        IntentRouted routed =
                answeredTurn(customer, conversation, "I get 401 errors", "Your key is wrong.", List.of(ticket));
        String path = "/api/conversations/" + conversation + "/turns/" + routed.turn() + "/offers/";

        Response accepted = as(customer).header("Idempotency-Key", "a1").post(path + "o1/accept");
        Response again = as(customer).header("Idempotency-Key", "a1").post(path + "o1/accept");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.jsonPath().getString("about"))
                .isEqualTo(routed.turn().value());
        assertThat(again.jsonPath().getString("turn"))
                .isEqualTo(accepted.jsonPath().getString("turn"));
        problem(as(customer).header("Idempotency-Key", "a2").post(path + "o1/accept"), 409);
        problem(as(customer).header("Idempotency-Key", "a3").post(path + "o9/accept"), 404);
        problem(as(customer).header("Idempotency-Key", "a1").post(path + "o9/accept"), 422);
        List<IntentRouted> toQuery = Kafka.received(Topics.intents(AgentName.QUERY), customer, IntentRouted.class, 1);
        assertThat(toQuery).singleElement().satisfies(intent -> {
            assertThat(intent.intent()).isEqualTo(Intent.OFFER_ACCEPTED);
            assertThat(intent.accepted()).isEqualTo(ticket);
            assertThat(intent.text()).isEqualTo("Open a ticket");
        });
        JsonPath shown = view(customer, conversation);
        assertThat(shown.getBoolean("turns[0].offers[0].accepted")).isTrue();
        assertThat(shown.getString("turns[1].kind")).isEqualTo("offer");
        assertThat(shown.getString("lines[2].text")).isEqualTo("Open a ticket");
    }

    @Test
    void the_owner_sees_the_key_and_nobody_else_and_it_is_never_kept() throws Exception {
        String owner = OnboardingStandIn.OWNER;
        String conversation = open(owner);
        IntentRouted routed = answeredTurn(
                owner, conversation, "I need a production key", "Yours: {{key:key-1}}, not {{key:key-2}}", List.of());
        try (Events events = new Events(owner, conversation, "0")) {
            events.await("Yours: " + OnboardingStandIn.SECRET);
        }

        assertThat(view(owner, conversation).getString("lines[1].text"))
                .isEqualTo("Yours: " + OnboardingStandIn.SECRET + ", not (key unavailable)");
        assertThat(view(owner, conversation).getList("turns[0].replies"))
                .containsExactly("Yours: " + OnboardingStandIn.SECRET + ", not (key unavailable)");
        assertThat(staff().get("/api/conversations/" + conversation).jsonPath().getString("lines[1].text"))
                .isEqualTo("Yours: ••••, not ••••");

        say(owner, conversation, "k2", "upgrade me to pro {{key:key-1}}");
        assertThat(view(owner, conversation).getString("lines[2].text")).isEqualTo("upgrade me to pro {{key:key-1}}");
        IntentRouted next =
                Kafka.received(TO_ONBOARDING, owner, IntentRouted.class, 2).get(1);
        assertThat(next.memory().getLast().text()).isEqualTo("Yours: {{key:key-1}}, not {{key:key-2}}");
        as(owner)
                .body(Map.of("thumbs", "up"))
                .post("/api/conversations/" + conversation + "/turns/" + routed.turn() + "/feedback")
                .then()
                .statusCode(200);
        assertThat(rowsWith("{{key:key-1}}")).isPositive();
        assertThat(rowsWith(OnboardingStandIn.SECRET)).isZero();
    }

    @Test
    void the_right_password_gives_a_token_that_works() throws Exception {
        String password =
                Files.readString(PLATFORM.secrets().resolve("demo-password")).strip();
        Response session = login("trial", password);

        assertThat(session.statusCode()).isEqualTo(200);
        assertThat(session.jsonPath().getString("customer")).isEqualTo("demo-trial");
        assertThat(session.jsonPath().getList("roles")).containsExactly("customer");
        assertThat(Duration.between(
                        Instant.now(), Instant.parse(session.jsonPath().getString("expiresAt"))))
                .isBetween(Duration.ofMinutes(719), Duration.ofHours(12));
        RequestSpecification loggedIn =
                given().header("Authorization", "Bearer " + session.jsonPath().getString("token"));
        JsonPath me = loggedIn.get("/api/me").jsonPath();
        assertThat(me.getString("user")).isEqualTo("trial");
        assertThat(me.getString("customer")).isEqualTo("demo-trial");
        assertThat(login("ada", password).jsonPath().getList("roles")).containsExactly("approver", "success-manager");
        assertThat(rowsWith(password)).isZero();
    }

    @Test
    void a_wrong_password_and_an_unknown_user_get_the_same_answer() {
        Response wrong = login("trial", "guess");
        Response unknown = login("nobody", "guess");

        problem(wrong, 401);
        assertThat(unknown.body().asString()).isEqualTo(wrong.body().asString());
        problem(given().contentType(ContentType.JSON).body("{}").post("/api/login"), 400);
        problem(given().get("/api/me"), 401);
    }

    private static Response login(String user, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("user", user, "password", password))
                .post("/api/login");
    }

    private static RequestSpecification as(String customer) {
        return with("user-" + customer, Set.of("customer"), customer);
    }

    private static RequestSpecification staff() {
        return with("sam", Set.of("success-manager"), null);
    }

    private static RequestSpecification with(String user, Set<String> roles, String customer) {
        return given().header("Authorization", "Bearer " + Tokens.mint(PLATFORM.secrets(), user, roles, customer))
                .contentType(ContentType.JSON);
    }

    private static String open(String customer) {
        return as(customer)
                .post("/api/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Response post(String customer, String conversation, String key, String text) {
        return as(customer)
                .header("Idempotency-Key", key)
                .body(Map.of("text", text))
                .post("/api/conversations/" + conversation + "/messages");
    }

    private static String say(String customer, String conversation, String key, String text) {
        return post(customer, conversation, key, text)
                .then()
                .statusCode(202)
                .extract()
                .path("turn");
    }

    private static JsonPath view(String customer, String conversation) {
        return as(customer)
                .get("/api/conversations/" + conversation)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath eventually(String customer, String conversation, String path, String value) {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> view(customer, conversation), shown -> value.equals(shown.getString(path)));
    }

    /** A turn that got its last reply. */
    private static IntentRouted answeredTurn(
            String customer, String conversation, String text, String reply, List<Offer> offers) {
        say(customer, conversation, "asked", text);
        IntentRouted routed =
                Kafka.received(TO_ONBOARDING, customer, IntentRouted.class, 1).get(0);
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        routed.turn(),
                        routed.conversation(),
                        routed.customer(),
                        reply,
                        List.of(LOOKED),
                        offers,
                        true,
                        List.of()));
        eventually(customer, conversation, "turns[0].status", "finished");
        return routed;
    }

    private static TurnReport answered(String customer, IntentRouted routed, String text, boolean finished) {
        return new TurnReport.Answered(
                routed.turn(),
                routed.conversation(),
                new CustomerId(customer),
                text,
                List.of(LOOKED),
                List.of(),
                finished,
                List.of());
    }

    private static void intervene(String customer, String id, String text) {
        Kafka.send(
                Topics.INTERVENTIONS,
                new InterventionRaised(
                        new InterventionId(id),
                        new CustomerId(customer),
                        "check-in",
                        text,
                        null,
                        List.of(),
                        Instant.now()));
    }

    private static void problem(Response response, int status) {
        assertThat(response.statusCode()).as(response.body().asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
    }

    /** How many rows, over all tables, hold a text anywhere, also in binary columns. */
    private static long rowsWith(String text) throws Exception {
        String hex = HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names =
                    statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            assertThat(tables).contains("line", "turn", "inbox", "outbox", "login");
            long rows = 0;
            for (String table : tables) {
                try (ResultSet count = statement.executeQuery(
                        "select count(*) from %s t where strpos(t::text, '%s') > 0 or strpos(t::text, '%s') > 0"
                                .formatted(table, text, hex))) {
                    count.next();
                    rows += count.getLong(1);
                }
            }
            return rows;
        }
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws Exception {
        return DriverManager.getConnection(
                PLATFORM.jdbcUrl("aegis_orchestrator"), PLATFORM.user(), PLATFORM.password());
    }

    /** A browser's event source. */
    private final class Events implements AutoCloseable {
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final HttpClient http = HttpClient.newHttpClient();

        Events(String customer, String conversation, String lastEvent) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + port + "/api/conversations/" + conversation + "/events"))
                    .header(
                            "Authorization",
                            "Bearer "
                                    + Tokens.mint(PLATFORM.secrets(), "user-" + customer, Set.of("customer"), customer))
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", lastEvent)
                    .build();
            var unused = http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                    .thenAccept(response -> response.body().forEach(received::add));
        }

        void await(String text) {
            await(text, Duration.ofSeconds(10));
        }

        void await(String text, Duration atMost) {
            org.awaitility.Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(atMost)
                    .until(() -> received.stream().anyMatch(line -> line.contains(text)));
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
