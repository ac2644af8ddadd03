package io.aegis.state;

import io.aegis.local.LocalSecrets;
import io.aegis.local.testing.AccessWalk;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may call what is in access.txt; what there is to call, in docs/openapi. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class AccessTest {
    @TestHTTPResource
    URI service;

    @Test
    void every_endpoint_lets_in_whom_the_table_names_and_nobody_else() throws IOException {
        walk().hold(table());
    }

    @Test
    void a_login_that_has_ended_is_let_in_no_more() {
        walk().holdEnded(LocalPlatform.shared().bootstrapServers());
    }

    @Test
    void the_api_is_the_one_that_is_documented() {
        walk().holdDocument(Path.of("../docs/openapi/state.yaml"), Path.of("target/openapi.yaml"));
    }

    @Test
    void a_customer_finds_nothing_of_another() throws IOException {
        RestAssured.given()
                .auth()
                .oauth2(new LocalSecrets(LocalPlatform.shared().secrets()).productToken())
                .contentType("application/json")
                .body(Map.of(
                        "customer",
                        "probed",
                        "environment",
                        "test",
                        "endpoint",
                        "/v2",
                        "status",
                        200,
                        "calls",
                        1,
                        "at",
                        Instant.now().toString()))
                .post("/api/usage")
                .then()
                .statusCode(200);

        walk().probe(
                        table(),
                        Map.of("id", "probed"),
                        Set.of("limit", "seen", "hours", "days", "before", "after", "asOf", "kind"));
    }

    private static List<String> table() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/access.txt"));
    }

    private AccessWalk walk() {
        return new AccessWalk(service, LocalPlatform.shared().secrets());
    }
}
