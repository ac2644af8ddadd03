package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.LoginEnded;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is left of conversations when their customer is erased. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class ErasedTest {
    @Test
    void its_users_are_gone_with_the_record_of_their_logins_and_nobody_is_logged_in() {
        String secret = "s" + UUID.randomUUID().toString().replace("-", "");
        String customer = "erased-users-" + secret.substring(0, 8);
        String name = secret + "@acme.example";
        String password = Talk.with("root", Set.of("admin"), null)
                .body(Map.of("name", name, "roles", List.of("customer"), "customer", customer))
                .post("/api/users")
                .path("password");
        login(name, "not it");
        String token = login(name, password).path("token");
        assertThat(me(token)).isEqualTo(200);
        assertThat(Tables.holding("aegis_orchestrator", secret)).containsExactlyInAnyOrder("login", "login_record");

        Kafka.send(Topics.ERASURES, new CustomerErased(new CustomerId(customer), 3, Instant.now()));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(me(token)).isEqualTo(401);
            assertThat(Tables.holding("aegis_orchestrator", secret)).isEmpty();
        });
        assertThat(login(name, password).statusCode()).isEqualTo(401);
        assertThat(Kafka.received(Topics.LOGINS, customer, LoginEnded.class, 1)).hasSize(1);
        assertThat(Talk.with("root", Set.of("admin"), null)
                        .get("/api/users/record")
                        .jsonPath()
                        .getList("findAll { it.by == 'erasure of " + customer + "' }.event", String.class))
                .containsExactly("user_erased");
    }

    private static Response login(String user, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("user", user, "password", password))
                .post("/api/login");
    }

    private static int me(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/me").statusCode();
    }

    @Test
    void nothing_that_was_said_is_left_and_that_it_was_said_is() {
        String secret = "s" + UUID.randomUUID().toString().replace("-", "");
        Talk talk = Talk.open("erased-" + secret.substring(0, 8));
        talk.say("k1", "I need a production key for " + secret);
        IntentRouted routed = talk.routed(1).getFirst();
        talk.answered(routed, "Here it is, " + secret + ".", List.of(), true);
        talk.eventually("turns[0].status", "finished");
        assertThat(Tables.holding("aegis_orchestrator", secret)).contains("line", "inbox");

        Kafka.send(Topics.ERASURES, new CustomerErased(new CustomerId(talk.customer()), 3, Instant.now()));
        talk.eventually("lines[0].text", "erased");

        JsonPath after = talk.view();
        assertThat(after.getList("lines.speaker")).containsExactly("customer", "aegis");
        assertThat(after.getList("lines.text")).containsExactly("erased", "erased");
        assertThat(after.getString("turns[0].status")).isEqualTo("finished");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(Tables.holding("aegis_orchestrator", secret)).isEmpty());
    }

    @Test
    void what_was_on_its_way_is_forgotten_when_it_has_come() {
        String secret = "s" + UUID.randomUUID().toString().replace("-", "");
        Talk talk = Talk.open("late-" + secret.substring(0, 8));
        talk.say("k1", "I need a production key for " + secret);
        IntentRouted routed = talk.routed(1).getFirst();
        Kafka.send(Topics.ERASURES, new CustomerErased(new CustomerId(talk.customer()), 3, Instant.now()));
        talk.eventually("lines[0].text", "erased");
        talk.answered(routed, "Here it is, " + secret + ".", List.of(), true);
        talk.eventually("turns[0].status", "finished");
        assertThat(talk.view().getString("lines[1].text")).contains(secret);

        // Six hours later
        assertThat(Tables.due("aegis_orchestrator", talk.customer(), "forget")).isTrue();

        talk.eventually("lines[1].text", "erased");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(Tables.holding("aegis_orchestrator", secret)).isEmpty());
        assertThat(Tables.due("aegis_orchestrator", talk.customer(), "forget"))
                .as("nothing is in use any more")
                .isFalse();
    }
}
