package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** One conversation of one customer over HTTP, and what its agent says over the broker. */
record Talk(String customer, String conversation) {
    /** Its threads take over the test's class loader; those of the common pool do not. */
    static final Executor BESIDE = task -> Thread.ofVirtual().start(task);

    static Talk open(String customer) {
        return new Talk(
                customer,
                as(customer)
                        .post("/api/conversations")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    static RequestSpecification as(String customer) {
        return with("user-" + customer, Set.of("customer"), customer);
    }

    static RequestSpecification staff() {
        return with("sam", Set.of("success-manager"), null);
    }

    static RequestSpecification with(String user, Set<String> roles, String customer) {
        return given().header(
                        "Authorization",
                        "Bearer " + Tokens.mint(LocalPlatform.shared().secrets(), user, roles, customer))
                .contentType(ContentType.JSON);
    }

    static void problem(Response response, int status) {
        assertThat(response.statusCode()).as(response.body().asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
    }

    RequestSpecification as() {
        return as(customer);
    }

    String path() {
        return "/api/conversations/" + conversation;
    }

    Response post(String key, String text) {
        return as().header("Idempotency-Key", key).body(Map.of("text", text)).post(path() + "/messages");
    }

    String say(String key, String text) {
        return post(key, text).then().statusCode(202).extract().path("turn");
    }

    Response cancel(String turn) {
        return as().post(path() + "/turns/" + turn + "/cancel");
    }

    List<IntentRouted> routed(int count) {
        return Kafka.received(Topics.intents(AgentName.ONBOARDING), customer, IntentRouted.class, count);
    }

    void answered(IntentRouted routed, String text, List<Step> steps, boolean finished) {
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        routed.turn(),
                        routed.conversation(),
                        routed.customer(),
                        text,
                        steps,
                        List.of(),
                        finished,
                        List.of()));
    }

    void stopped(IntentRouted routed, List<Step> steps, List<Seen> seen) {
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Stopped(routed.turn(), routed.conversation(), routed.customer(), steps, seen));
    }

    JsonPath view() {
        return view(as());
    }

    JsonPath view(RequestSpecification reader) {
        return reader.get(path()).then().statusCode(200).extract().jsonPath();
    }

    JsonPath eventually(String path, Object value) {
        return await().atMost(Duration.ofSeconds(10))
                .until(this::view, shown -> String.valueOf(value).equals(shown.getString(path)));
    }
}
