package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@TestProfile(DemoOffTest.Production.class)
class DemoOffTest {
    public static final class Production implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("aegis.orchestrator.demo", "false");
        }
    }

    @Test
    void nobody_gets_in_without_a_password() {
        assertThat(given().get("/login").asString()).contains("Password").doesNotContain("/login/demo");
        assertThat(given().redirects()
                        .follow(false)
                        .formParam("user", "ada")
                        .post("/login/demo")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_demo_s_users_are_gone() throws Exception {
        String password = Files.readString(LocalPlatform.shared().secrets().resolve("demo-password"))
                .strip();

        assertThat(given().contentType("application/json")
                        .body(Map.of("user", "root", "password", password))
                        .post("/api/login")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void the_first_admin_gets_in_with_the_password_that_the_launcher_shows() throws Exception {
        String password = Files.readString(LocalPlatform.shared().secrets().resolve("admin-password"))
                .strip();

        assertThat(given().contentType("application/json")
                        .body(Map.of("user", "admin", "password", password))
                        .post("/api/login")
                        .jsonPath()
                        .getList("roles"))
                .containsExactly("admin");
    }
}
