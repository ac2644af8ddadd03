package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What one caller may take, over HTTP. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class LimitsTest {
    private static final int MESSAGES_A_MINUTE = 120;
    /** Two places come free each second; the machine is faster than that. */
    private static final int MANY = 1000;

    @Test
    void who_writes_too_fast_is_told_when_to_go_on_and_nobody_else_is_held_up() {
        Response beyond = Stream.generate(() -> say("hasty"))
                .limit(MANY)
                .skip(MESSAGES_A_MINUTE)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();

        Talk.problem(beyond, 429);
        assertThat(beyond.header("Retry-After")).isEqualTo("1");
        assertThat(say("patient").statusCode()).isEqualTo(404);
    }

    /** To a conversation that is not there: it costs nothing and counts all the same. */
    private static Response say(String customer) {
        return Talk.as(customer)
                .header("Idempotency-Key", "k")
                .body(Map.of("text", "hello"))
                .post("/api/conversations/nothing/messages");
    }
}
