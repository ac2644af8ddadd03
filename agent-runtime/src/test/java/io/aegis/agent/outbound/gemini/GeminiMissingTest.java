package io.aegis.agent.outbound.gemini;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.aegis.agent.application.Model.Busy;
import io.aegis.agent.application.Runner;
import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.Run;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.TurnId;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Gemini is chosen, and there is nobody to be at Google. */
@QuarkusTest
@TestProfile(GeminiMissingTest.NoProject.class)
@QuarkusTestResource(LocalPlatform.class)
class GeminiMissingTest {
    public static final class NoProject implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("AEGIS_MODEL", "gemini");
        }
    }

    @Inject
    Runner runner;

    @Inject
    @Any
    GeminiHealth health;

    @Test
    void the_service_is_not_ready_and_says_why() {
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'model' }.data.problem", equalTo("AEGIS_GEMINI_PROJECT is not set"))
                .body("checks.name", hasItem("model"));
    }

    @Test
    void it_is_said_once_at_the_start_in_words_for_an_operator() {
        List<LogRecord> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(GeminiHealth.class.getName());
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listening);
        try {
            health.start(new StartupEvent());
        } finally {
            logger.removeHandler(listening);
        }

        assertThat(said).singleElement().satisfies(record -> {
            assertThat(record.getLevel().getName()).isEqualTo("ERROR");
            assertThat(record.getMessage().formatted(record.getParameters()))
                    .isEqualTo(
                            "AEGIS_MODEL=gemini cannot be used: AEGIS_GEMINI_PROJECT is not set. Messages wait until it"
                                    + " can, or until AEGIS_MODEL=offline");
        });
    }

    @Test
    void nobody_is_turned_away_since_messages_wait() {
        Run asked = Run.start(new Ask(
                new TurnId("waits"),
                new ConversationId("c-1"),
                new CustomerId("acme"),
                Intent.QUESTION,
                "Hello",
                List.of(),
                List.of(),
                "jane",
                null));

        assertThatExceptionOfType(Busy.class)
                .isThrownBy(() -> runner.drive(asked, Optional::empty))
                .withMessage("gemini cannot be used: AEGIS_GEMINI_PROJECT is not set")
                .satisfies(busy -> assertThat(busy.pause()).isEqualTo(Duration.ofSeconds(30)));
    }
}
