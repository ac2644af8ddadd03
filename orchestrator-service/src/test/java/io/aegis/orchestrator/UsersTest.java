package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.LoginEnded;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may log in, and what happens to those who guess. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class UsersTest {
    @Test
    void an_admin_makes_a_user_whose_password_is_told_once_and_can_be_replaced() {
        Response made =
                root().body(Map.of("name", "ines", "roles", List.of("auditor"))).post("/api/users");
        String password = made.path("password");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(login("ines", password).jsonPath().getList("roles")).containsExactly("auditor");
        assertThat(root().get("/api/users").asString()).contains("ines").doesNotContain(password);
        Talk.problem(
                root().body(Map.of("name", "ines", "roles", List.of("admin"))).post("/api/users"), 409);

        String next = root().post("/api/users/ines/password").path("password");
        assertThat(login("ines", password).statusCode()).isEqualTo(401);
        String token = login("ines", next).path("token");
        Talk.problem(own(token, "not it", "a longer one than that"), 400);
        Talk.problem(own(token, next, "short"), 400);
        assertThat(own(token, next, "a longer one than that").statusCode()).isEqualTo(204);
        assertThat(login("ines", "a longer one than that").statusCode()).isEqualTo(200);

        assertThat(root().delete("/api/users/ines").statusCode()).isEqualTo(204);
        assertThat(login("ines", "a longer one than that").statusCode()).isEqualTo(401);
        assertThat(root().get("/api/users/record")
                        .jsonPath()
                        .getList("findAll { it.user == 'ines' }.event", String.class))
                .containsExactly(
                        "user_removed",
                        "logged_in",
                        "password_changed",
                        "logged_in",
                        "login_failed",
                        "password_reset",
                        "logged_in",
                        "user_made");
    }

    @Test
    void a_new_password_and_a_removal_end_what_was_logged_in_with_the_one_before() {
        String first = root().body(Map.of("name", "lea", "roles", List.of("agent")))
                .post("/api/users")
                .path("password");
        String before = login("lea", first).path("token");
        assertThat(me(before)).isEqualTo(200);

        String second = root().post("/api/users/lea/password").path("password");
        String after = login("lea", second).path("token");

        assertThat(me(before)).isEqualTo(401);
        assertThat(page(before)).isEqualTo("303 /login");
        assertThat(me(after)).isEqualTo(200);
        assertThat(own(after, second, "a longer one than that").statusCode()).isEqualTo(204);
        assertThat(me(after)).isEqualTo(401);

        String last = login("lea", "a longer one than that").path("token");
        assertThat(page(last)).startsWith("303").doesNotEndWith("/login");
        assertThat(root().delete("/api/users/lea").statusCode()).isEqualTo(204);
        assertThat(me(last)).isEqualTo(401);

        String next = root().body(Map.of("name", "lea", "roles", List.of("auditor")))
                .post("/api/users")
                .path("password");
        assertThat(me(last)).isEqualTo(401);
        assertThat(me(login("lea", next).path("token"))).isEqualTo(200);
        assertThat(Kafka.received(Topics.LOGINS, LoginEnded.USERS.value(), LoginEnded.class, 3))
                .extracting(LoginEnded::login)
                .contains(claim(before), claim(after), claim(last));
    }

    @Test
    void a_user_that_makes_no_sense_is_not_made() {
        for (Map<String, Object> wanted : List.<Map<String, Object>>of(
                Map.of("name", "x y", "roles", List.of("admin")),
                Map.of("name", "policy", "roles", List.of("approver")),
                Map.of("name", "x", "roles", List.of()),
                Map.of("name", "x", "roles", List.of("keys:reveal")),
                Map.of("name", "x", "roles", List.of("customer")),
                Map.of("name", "x", "roles", List.of("admin"), "customer", "c"),
                Map.of("name", "x", "roles", List.of("admin", "customer"), "customer", "c"))) {
            Talk.problem(root().body(wanted).post("/api/users"), 400);
        }
        Talk.problem(root().delete("/api/users/root"), 409);
        Talk.problem(root().delete("/api/users/nobody-of-that-name"), 404);
    }

    @Test
    void who_guesses_waits_longer_each_time_also_with_the_right_password() {
        String password = root().body(Map.of("name", "guessed", "roles", List.of("agent")))
                .post("/api/users")
                .path("password");
        for (int guess = 0; guess < 6; guess++) {
            assertThat(login("guessed", "guess").statusCode()).isEqualTo(401);
        }

        Response shut = login("guessed", password);

        Talk.problem(shut, 429);
        assertThat(shut.header("Retry-After")).isEqualTo("1");
    }

    private static Response own(String token, String before, String next) {
        return given().header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON)
                .body(Map.of("before", before, "next", next))
                .post("/api/me/password");
    }

    private static int me(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/me").statusCode();
    }

    /** Where a browser with this session is led. */
    private static String page(String token) {
        Response answer = given().cookie("aegis-session", token)
                .header("Accept", "text/html")
                .redirects()
                .follow(false)
                .get("/");
        return answer.statusCode() + " " + URI.create(answer.header("Location")).getPath();
    }

    private static String claim(String token) {
        return JsonPath.from(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), UTF_8))
                .getString("login");
    }

    private static Response login(String user, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("user", user, "password", password))
                .post("/api/login");
    }

    private static RequestSpecification root() {
        return Talk.with("root", Set.of("admin"), null);
    }
}
