package io.aegis.monitor;

import io.aegis.local.testing.AccessWalk;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
        walk().holdDocument(Path.of("../docs/openapi/monitor.yaml"), Path.of("target/openapi.yaml"));
    }

    @Test
    void a_customer_finds_nothing_of_another() throws IOException {
        walk().probe(table(), Map.of("customer", "other"), Set.of("limit"));
    }

    private static List<String> table() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/access.txt"));
    }

    private AccessWalk walk() {
        return new AccessWalk(service, LocalPlatform.shared().secrets());
    }
}
