package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages over HTTP, as a browser asks for them. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
@QuarkusTestResource(NeighboursStandIn.class)
class PagesTest {
    private static final LocalPlatform PLATFORM = LocalPlatform.shared();
    private static final String COOKIE = "aegis-session";

    @Test
    void logging_in_sets_a_cookie_that_leads_to_ones_own_conversations() throws Exception {
        Response login = browser()
                .formParam("user", "trial")
                .formParam(
                        "password",
                        Files.readString(PLATFORM.secrets().resolve("demo-password"))
                                .strip())
                .post("/login");

        assertThat(login.statusCode()).isEqualTo(303);
        assertThat(login.header("Location")).endsWith("/");
        assertThat(login.header("Set-Cookie"))
                .startsWith(COOKIE + "=ey")
                .contains("Path=/", "HTTPOnly", "SameSite=Strict")
                .doesNotContain("Secure");
        Response home = browser().cookie(COOKIE, login.cookie(COOKIE)).get("/");
        assertThat(home.statusCode()).isEqualTo(303);
        assertThat(home.header("Location")).endsWith("/customers/demo-trial");
    }

    @Test
    void a_wrong_password_is_told_and_nobody_is_let_in() {
        Response login = browser()
                .formParam("user", "trial")
                .formParam("password", "wrong")
                .post("/login");

        assertThat(login.statusCode()).isEqualTo(401);
        assertThat(login.asString()).contains("The user or the password is wrong.");
        assertThat(login.header("Set-Cookie")).isNull();
    }

    @Test
    void the_demo_offers_its_personas_by_one_click_and_a_switch() {
        assertThat(browser().get("/login").asString())
                .contains("value=\"newcomer\"", "value=\"atrisk\"", "value=\"ada\"");

        Response login = browser().formParam("user", "atrisk").post("/login/demo");

        assertThat(login.statusCode()).isEqualTo(303);
        String page = browser()
                .cookie(COOKIE, login.cookie(COOKIE))
                .get("/customers/demo-atrisk/conversations/new")
                .asString();
        assertThat(page).contains("value=\"atrisk\" aria-current=\"true\"", "What can Aegis do for you?");
        assertThat(browser().formParam("user", "root").post("/login/demo").statusCode())
                .isEqualTo(404);
    }

    @Test
    void logging_out_takes_the_cookie_away() {
        Response logout = browser("leaving").post("/logout");

        assertThat(logout.statusCode()).isEqualTo(303);
        assertThat(logout.header("Set-Cookie")).contains(COOKIE + "=;", "Max-Age=0");
    }

    @Test
    void who_is_not_logged_in_gets_to_the_login_and_programs_get_a_problem() {
        Response page = browser().get("/approvals");
        Response spoilt = browser().cookie(COOKIE, "ey.no.token").get("/");
        Response part = browser().header("HX-Request", "true").get("/customers/x/card");
        Response api = given().cookie(COOKIE, token("sneaky")).get("/api/conversations");

        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.header("Location")).isEqualTo("/login");
        assertThat(spoilt.statusCode()).isEqualTo(303);
        assertThat(spoilt.header("Location")).isEqualTo("/login");
        assertThat(browser().cookie(COOKIE, "ey.no.token").get("/login").statusCode())
                .isEqualTo(200);
        assertThat(part.statusCode()).isEqualTo(401);
        assertThat(part.header("HX-Redirect")).isEqualTo("/login");
        assertThat(api.statusCode()).isEqualTo(401);
        assertThat(api.contentType()).startsWith("application/problem+json");
    }

    @Test
    void requests_of_other_sites_change_nothing() {
        String conversation = open("forged");
        String messages = "/conversations/" + conversation + "/messages";

        assertThat(message("forged")
                        .header("Sec-Fetch-Site", "cross-site")
                        .post(messages)
                        .statusCode())
                .isEqualTo(403);
        assertThat(message("forged")
                        .header("Sec-Fetch-Site", "same-site")
                        .post(messages)
                        .statusCode())
                .isEqualTo(403);
        assertThat(message("forged")
                        .header("Origin", "http://localhost:9")
                        .post(messages)
                        .statusCode())
                .isEqualTo(403);
        assertThat(message("forged").header("Origin", "null").post(messages).statusCode())
                .isEqualTo(403);
        assertThat(page("forged", conversation)).contains("Nothing was said yet.");

        assertThat(message("forged")
                        .header("Sec-Fetch-Site", "same-origin")
                        .post(messages)
                        .statusCode())
                .isEqualTo(200);
        assertThat(page("forged", conversation)).contains("hello there");
    }

    @Test
    void a_conversation_shows_what_was_said_and_done_and_what_can_be_done() {
        String customer = "shown";
        String conversation = open(customer);
        Asked asked = say(customer, conversation, "give me <b>25 %</b> off");
        answer(asked, """
                Done, **almost**. <script>alert(1)</script> [here](javascript:alert(2))

                ```python
                chargebee.configure("{{key:key-1}}")
                ```
                """, false);

        String page = eventually(customer, conversation, "Waits for approval");

        assertThat(page)
                .contains("give me &lt;b&gt;25 %&lt;/b&gt; off")
                .contains(
                        "<strong>almost</strong>",
                        "&lt;script&gt;alert(1)&lt;/script&gt;",
                        "<pre><code class=\"language-python\">")
                .contains("(key unavailable)")
                .contains("Looked at</span> <span>your account")
                .contains("Waiting</span> <span>Give 25 % off for 3 months")
                .contains("Use the test key</button>")
                .contains("data-events=\"/conversations/" + conversation + "/events?after=2\"")
                .doesNotContain("<script>alert", "javascript:");
        Element foot = Element.of(page, "foot-" + asked.turn);
        assertThat(page.indexOf(foot.html)).isGreaterThan(page.indexOf("id=\"line-2\""));

        accept(asked);
        String accepted = eventually(customer, conversation, "class=\"accepted\"");
        assertThat(accepted).doesNotContain("Use the test key</button>");
        assertThat(problem(message(customer)
                        .post("/conversations/" + conversation + "/turns/" + asked.turn + "/offers/o-1/accept")))
                .isEqualTo("this offer was accepted before");
    }

    @Test
    void a_turn_in_work_has_a_button_that_cancels_it_and_a_cancelled_one_says_so() {
        String customer = "stopping";
        String conversation = open(customer);
        Asked asked = say(customer, conversation, "give me 25 % off");
        String cancel = "/conversations/" + conversation + "/turns/" + asked.turn + "/cancel";
        assertThat(page(customer, conversation)).contains("hx-post=\"" + cancel + "\"");

        assertThat(message(customer).post(cancel).statusCode()).isEqualTo(204);

        assertThat(page(customer, conversation)).contains("Cancelled by you").doesNotContain("hx-post=\"" + cancel);
    }

    @Test
    void a_person_finds_who_waits_takes_over_writes_and_gives_back() {
        String customer = "handed";
        String conversation = open(customer);
        Asked asked = say(customer, conversation, "I want to talk to a human");
        answer(asked, "I have asked for a person.", true);
        eventually(customer, conversation, "I have asked for a person.");
        String handoff = "/conversations/" + conversation + "/handoff";
        assertThat(staff("success-manager").get("/handoffs").asString())
                .contains("href=\"/conversations/" + conversation + "\"", "asked for", "Nobody yet");
        assertThat(staff("success-manager")
                        .get("/conversations/" + conversation)
                        .asString())
                .contains("Waits for a person", "hx-post=\"" + handoff + "/take\"");

        assertThat(staff("success-manager").post(handoff + "/take").header("HX-Refresh"))
                .isEqualTo("true");
        assertThat(staff("success-manager")
                        .get("/conversations/" + conversation)
                        .asString())
                .contains("hx-post=\"" + handoff + "/give-back\"", "hx-post=\"" + handoff + "/messages\"");
        staff("success-manager")
                .formParam("text", "Hello <b>you</b>")
                .formParam("key", "w1")
                .post(handoff + "/messages")
                .then()
                .statusCode(200);
        assertThat(page(customer, conversation))
                .contains("A success manager has this conversation", "Hello &lt;b&gt;you&lt;/b&gt;", "success manager")
                .doesNotContain("sam took over", handoff);

        staff("success-manager").formParam("summary", "Call them on Monday.").post(handoff + "/give-back");
        assertThat(page(customer, conversation))
                .contains("Aegis has this conversation again.")
                .doesNotContain("Call them on Monday.", "answers you in person");
        assertThat(staff("success-manager")
                        .get("/conversations/" + conversation)
                        .asString())
                .contains("Call them on Monday.");
        assertThat(staff("success-manager").get("/handoffs").asString()).doesNotContain(conversation);
        assertThat(browser(customer).get("/handoffs").statusCode()).isEqualTo(403);
        assertThat(browser(customer).post(handoff + "/take").statusCode()).isEqualTo(403);
    }

    @Test
    void thumbs_and_their_comment_stay_with_the_reply() {
        String customer = "judging";
        String conversation = open(customer);
        Asked asked = say(customer, conversation, "hi there");
        answer(asked, "Hello.", true);
        eventually(customer, conversation, "name=\"thumbs\" value=\"up\"");

        Response judged = message(customer)
                .formParam("thumbs", "down")
                .formParam("comment", "too <short>")
                .post("/conversations/" + conversation + "/turns/" + asked.turn + "/feedback");

        assertThat(judged.statusCode()).isEqualTo(204);
        assertThat(page(customer, conversation))
                .contains("Not helpful: too &lt;short&gt;")
                .doesNotContain("name=\"thumbs\"");
    }

    @Test
    void a_message_gives_an_empty_composer_back_and_bad_input_words() {
        String customer = "composing";
        String conversation = open(customer);
        String messages = "/conversations/" + conversation + "/messages";

        Response said = message(customer).post(messages);

        assertThat(said.asString()).startsWith("<form id=\"composer\"").doesNotContain("hello there", "value=\"k1\"");
        assertThat(problem(browser(customer)
                        .formParam("text", " ")
                        .formParam("key", "k")
                        .post(messages)))
                .isEqualTo("text is 1 to 4000 characters");
        assertThat(problem(browser(customer).formParam("key", "k").post(messages)))
                .isEqualTo("text is missing");
        assertThat(problem(browser(customer)
                        .formParam("text", "other")
                        .formParam("key", "k1")
                        .post(messages)))
                .isEqualTo("this Idempotency-Key was used for another request");
    }

    @Test
    void the_first_message_opens_the_conversation() {
        Response begun = message("beginning").post("/customers/beginning/conversations");

        assertThat(begun.header("HX-Redirect")).startsWith("/conversations/c-");
        assertThat(browser("beginning").get(begun.header("HX-Redirect")).asString())
                .contains("<p>hello there</p>");
        assertThat(browser("beginning").get("/customers/beginning").header("Location"))
                .endsWith(begun.header("HX-Redirect"));
    }

    @Test
    void customers_see_nobody_elses_pages_and_staff_see_all_with_keys_hidden() {
        String conversation = open(OnboardingStandIn.OWNER);
        Asked asked = say(OnboardingStandIn.OWNER, conversation, "I need a new test key");
        answer(asked, "It is `{{key:key-1}}`.", true);
        String own = eventually(OnboardingStandIn.OWNER, conversation, "It is");
        Response other = browser("nosy").get("/conversations/" + conversation);

        assertThat(own).contains(OnboardingStandIn.SECRET);
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.contentType()).startsWith("text/html");
        assertThat(other.asString()).contains("no such conversation").doesNotContain("It is");
        assertThat(browser("nosy").get("/customers/" + OnboardingStandIn.OWNER).statusCode())
                .isEqualTo(404);
        assertThat(browser("nosy")
                        .get("/customers/" + OnboardingStandIn.OWNER + "/card")
                        .statusCode())
                .isEqualTo(404);
        assertThat(browser("nosy")
                        .get("/conversations/" + conversation + "/events")
                        .statusCode())
                .isEqualTo(404);
        assertThat(staff("success-manager")
                        .get("/customers?customer=" + OnboardingStandIn.OWNER)
                        .header("Location"))
                .endsWith("/customers/" + OnboardingStandIn.OWNER);
        assertThat(staff("success-manager")
                        .get("/conversations/" + conversation)
                        .asString())
                .contains("It is <code>••••</code>", "Keys are hidden")
                .doesNotContain(OnboardingStandIn.SECRET, "name=\"thumbs\"");
        assertThat(problem(staff("success-manager").get("/customers?customer=with blank")))
                .contains("a customer id is 1 to 120 letters");
        assertThat(staff("approver").get("/conversations/" + conversation).statusCode())
                .isEqualTo(403);
        assertThat(staff("approver").get("/").header("Location")).endsWith("/approvals");
    }

    @Test
    void an_intervention_is_marked_and_staff_see_the_list() {
        String conversation = open("noticed");
        Kafka.send(
                Topics.INTERVENTIONS,
                new InterventionRaised(
                        new InterventionId("i-noticed"),
                        new CustomerId("noticed"),
                        "check-in",
                        "Shall I help with your *first* call?",
                        null,
                        List.of(),
                        Instant.now()));

        assertThat(eventually("noticed", conversation, "Aegis noticed something"))
                .contains("Shall I help with your <em>first</em> call?");
        assertThat(staff("success-manager")
                        .get("/customers/noticed/interventions")
                        .asString())
                .contains("check-in", "no API call for 24 h");
        assertThat(browser("noticed").get("/customers/noticed/interventions").statusCode())
                .isEqualTo(403);
    }

    @Test
    void the_customers_card_shows_what_state_knows_or_says_why_not() {
        assertThat(browser("carded").get("/customers/carded/card").asString())
                .contains("Ada &amp; Sons &lt;Ltd&gt;", "needs attention", "15 % of calls fail, mostly 401")
                .contains("<li class=\"reached\" aria-current=\"step\">API keys generated</li>")
                .contains("trial-14", "test <code>test_…4f2a</code>", "https://carded.sandbox.example")
                .contains("25 % for 3 months", "SUP-12", "Webhooks fail");
        assertThat(browser("state-down").get("/customers/state-down/card").asString())
                .contains("State is not reachable.");
        assertThat(browser("state-behind").get("/customers/state-behind/card").asString())
                .contains("State is behind.");
    }

    @Test
    void the_source_of_an_answer_leads_to_its_passage_whose_html_is_shown_and_not_obeyed() {
        assertThat(browser("carded")
                        .get("/documentation?passage={id}", "guides/keys.md#replace")
                        .asString())
                .contains("Keys &amp; more", "<h1>Replace a key</h1>", "Ask <strong>here</strong>.")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        assertThat(browser("carded")
                        .get("/documentation?passage={id}", "nothing.md")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_link_to_a_ticket_leads_to_it_unless_it_is_somebody_elses() {
        assertThat(browser("carded").get("/tickets/SUP-12").asString())
                .contains("<h1>Webhooks fail</h1>", "high priority", "They do &lt;not&gt; come.", "/conversations/c-1");
        Response others = browser("carded").get("/tickets/SUP-13");
        assertThat(others.statusCode()).isEqualTo(404);
        assertThat(others.asString()).doesNotContain("<h1>Webhooks fail</h1>");
    }

    @Test
    void approvers_decide_and_are_told_what_came_of_it() {
        String inbox = staff("approver").get("/approvals").asString();
        assertThat(inbox)
                .contains("Give 25 % off for 3 months", "demo-active", "requested by active")
                .contains("a discount of more than 10 % needs a human", "the customer asked for it")
                .contains("hx-post=\"/approvals/" + NeighboursStandIn.HELD + "/approve\"");
        Matcher poll = Pattern.compile("hx-get=\"(/approvals/inbox\\?known=[0-9a-f]+)\"")
                .matcher(inbox);
        assertThat(poll.find()).isTrue();
        assertThat(staff("approver").get(poll.group(1)).statusCode()).isEqualTo(204);

        assertThat(inbox)
                .contains("Proposed was</dt><dd>percent 40, months 3", "Approved by</dt><dd>bo; it takes 2")
                .contains("tier: starter → <b>pro</b>")
                .contains("name=\"argument.percent\" value=\"25\"", "min=\"1\" max=\"100\"");

        Response conflict = staff("approver").post("/approvals/" + NeighboursStandIn.TAKEN + "/reject");
        Response overtaken = staff("approver")
                .formParam("version", "v-0")
                .formParam("reason", "a good customer")
                .post("/approvals/" + NeighboursStandIn.HELD + "/approve");
        Response said = staff("approver")
                .formParam("text", "He is <new> here")
                .post("/approvals/" + NeighboursStandIn.HELD + "/comments");
        Response handed = staff("approver")
                .formParam("to", "kim")
                .formParam("version", "v-1")
                .post("/approvals/" + NeighboursStandIn.HELD + "/delegate");
        String toKim = staff("success-manager", "kim").get("/approvals").asString();
        Response released = staff("approver")
                .formParam("version", "v-1")
                .formParam("reason", "a good customer")
                .formParam("argument.percent", "20")
                .formParam("number.percent", "yes")
                .formParam("argument.months", "3")
                .formParam("number.months", "yes")
                .post("/approvals/" + NeighboursStandIn.HELD + "/approve");

        assertThat(conflict.statusCode()).isEqualTo(200);
        assertThat(conflict.asString()).contains("Not rejected. Already decided. It was released by bo.");
        assertThat(overtaken.asString())
                .contains("Not released. Changed meanwhile. It was voted by bo since you looked. Look again.")
                .contains("held-" + NeighboursStandIn.HELD);
        assertThat(said.asString()).contains("Noted: Give 25 % off");
        assertThat(staff("approver")
                        .get("/approvals/" + NeighboursStandIn.HELD + "/history")
                        .asString())
                .contains("a human decides", "He is &lt;new&gt; here");
        assertThat(handed.asString()).contains("Handed to kim: Give 25 % off", "Handed to</dt><dd>kim");
        assertThat(toKim).contains("/approve\"");
        assertThat(released.asString())
                .contains("Released: Give 25 % off for 3 months, for demo-active.")
                .doesNotContain("held-" + NeighboursStandIn.HELD);
        assertThat(staff("approver").get(poll.group(1)).statusCode()).isEqualTo(200);
        assertThat(staff("success-manager").get("/approvals").asString())
                .contains("Its policy has others decide: approver.")
                .doesNotContain("/approve\"");
        assertThat(staff("auditor").get("/approvals").asString())
                .contains("You see what waits; an approver decides.")
                .doesNotContain("/approve\"");
        assertThat(staff("approver", "active").get("/approvals").asString())
                .contains("You asked for this: somebody else decides.")
                .doesNotContain("/approve\"");
        for (String what : List.of("approve", "reject", "delegate", "comments")) {
            assertThat(staff("auditor")
                            .formParam("to", "x")
                            .post("/approvals/" + NeighboursStandIn.TAKEN + "/" + what)
                            .statusCode())
                    .as(what)
                    .isEqualTo(403);
        }
        assertThat(browser("no-approver").get("/approvals").statusCode()).isEqualTo(403);
    }

    @Test
    void pages_carry_the_headers_that_keep_others_out_and_nothing_is_cached() {
        Response page = browser("careful").get("/customers/careful/conversations/new");

        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.contentType()).isEqualToIgnoringCase("text/html;charset=UTF-8");
    }

    @Test
    void whatever_a_page_refers_to_is_there_and_comes_from_here() {
        Matcher reference = Pattern.compile("(?:src|href)=\"([^\"]+\\.(?:js|css|svg))\"")
                .matcher(browser("careful")
                        .get("/customers/careful/conversations/new")
                        .asString());
        List<String> files =
                reference.results().map(found -> found.group(1)).distinct().toList();

        assertThat(files).hasSize(4).allMatch(file -> file.startsWith("/"));
        assertThat(files).allMatch(file -> browser().get(file).statusCode() == 200);
    }

    private static RequestSpecification browser() {
        return given().redirects().follow(false).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    private static RequestSpecification browser(String customer) {
        return browser().cookie(COOKIE, token(customer));
    }

    private static RequestSpecification staff(String role) {
        return staff(role, "sam");
    }

    private static RequestSpecification staff(String role, String user) {
        return browser().cookie(COOKIE, Tokens.mint(PLATFORM.secrets(), user, Set.of(role), null));
    }

    private static RequestSpecification message(String customer) {
        return browser(customer).formParam("text", "hello there").formParam("key", "k1");
    }

    private static String token(String customer) {
        return Tokens.mint(PLATFORM.secrets(), "user-" + customer, Set.of("customer"), customer);
    }

    private static String open(String customer) {
        return given().header("Authorization", "Bearer " + token(customer))
                .contentType("application/json")
                .post("/api/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Asked say(String customer, String conversation, String text) {
        browser(customer)
                .formParam("text", text)
                .formParam("key", "said")
                .post("/conversations/" + conversation + "/messages")
                .then()
                .statusCode(200);
        String turn = given().header("Authorization", "Bearer " + token(customer))
                .get("/api/conversations/" + conversation)
                .path("turns[0].turn");
        return new Asked(customer, conversation, turn);
    }

    private static void answer(Asked asked, String text, boolean finished) {
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        new TurnId(asked.turn),
                        new ConversationId(asked.conversation),
                        new CustomerId(asked.customer),
                        text,
                        List.of(
                                new Step(Step.Kind.LOOKED_AT, "your account", null),
                                new Step(
                                        finished ? Step.Kind.DID : Step.Kind.WAITING,
                                        "Give 25 % off for 3 months",
                                        null)),
                        List.of(new Offer(
                                "o-1",
                                "Use the test key",
                                "key.issue",
                                Json.object().put("environment", "test"))),
                        finished,
                        List.of()));
    }

    private static void accept(Asked asked) {
        browser(asked.customer)
                .post("/conversations/" + asked.conversation + "/turns/" + asked.turn + "/offers/o-1/accept")
                .then()
                .statusCode(204);
    }

    private static String page(String customer, String conversation) {
        return browser(customer).get("/conversations/" + conversation).asString();
    }

    private static String eventually(String customer, String conversation, String text) {
        return await().atMost(Duration.ofSeconds(10))
                .until(() -> page(customer, conversation), page -> page.contains(text));
    }

    /** The words of a problem, as a script shows them. */
    private static String problem(Response response) {
        assertThat(response.statusCode()).isBetween(400, 499);
        assertThat(response.contentType()).startsWith("text/html");
        return response.asString()
                .replaceAll("(?s).*<h1>.*?</h1>\\s*<p>(.*?)</p>.*", "$1")
                .strip();
    }

    private record Asked(String customer, String conversation, String turn) {}

    private record Element(String html) {
        static Element of(String page, String id) {
            Matcher element = Pattern.compile("<\\w+ [^>]*id=\"" + Pattern.quote(id) + "\"")
                    .matcher(page);
            assertThat(element.find()).as(id).isTrue();
            return new Element(element.group());
        }
    }
}
