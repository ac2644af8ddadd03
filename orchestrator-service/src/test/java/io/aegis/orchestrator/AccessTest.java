package io.aegis.orchestrator;

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
    void the_api_is_the_one_that_is_documented() {
        walk().holdDocument(Path.of("../docs/openapi/orchestrator.yaml"), Path.of("target/openapi.yaml"));
    }

    @Test
    void a_customer_finds_nothing_of_another() throws IOException {
        Talk talk = Talk.open("probed");
        String turn = talk.say("k1", "I'm new, help me get started");

        walk().probe(
                        table(),
                        Map.of(
                                "id",
                                talk.conversation(),
                                "turn",
                                turn,
                                "offer",
                                "trial",
                                "customer",
                                "probed",
                                "ticket",
                                "SUP-13",
                                "action",
                                NeighboursStandIn.HELD),
                        Set.of(
                                "text", "thumbs", "comment", "key", "wait", "after", "current", "passage", "before",
                                "next"));
    }

    private static List<String> table() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/access.txt"));
    }

    private AccessWalk walk() {
        return new AccessWalk(service, LocalPlatform.shared().secrets());
    }
}
