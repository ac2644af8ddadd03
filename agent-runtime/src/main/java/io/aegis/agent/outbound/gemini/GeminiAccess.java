package io.aegis.agent.outbound.gemini;

import com.google.auth.oauth2.GoogleCredentials;
import io.aegis.agent.AgentConfig;
import io.quarkiverse.langchain4j.auth.ModelAuthProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether there is a project and somebody to be at Google: without, nobody's message is tried. Thread-safe. */
@ApplicationScoped
class GeminiAccess {
    /** What is missing may be put there while the service runs; looking costs a search of the machine. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final AgentConfig config;
    private final Clock clock;
    private Optional<String> problem = Optional.of("nobody has looked yet");
    private Instant lookedAt = Instant.MIN;

    GeminiAccess(AgentConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** What stands in the way, if anything. */
    synchronized Optional<String> problem() {
        Instant now = clock.instant();
        if (problem.isPresent() && now.isAfter(lookedAt.plus(LOOK_AGAIN))) {
            problem = look();
            lookedAt = now;
        }
        return problem;
    }

    static Duration lookAgain() {
        return LOOK_AGAIN;
    }

    private Optional<String> look() {
        if (config.gemini().project().isEmpty()) {
            return Optional.of("AEGIS_GEMINI_PROJECT is not set");
        }
        if (ModelAuthProvider.resolve(config.gemini().model()).isPresent()) {
            return Optional.empty();
        }
        try {
            GoogleCredentials.getApplicationDefault();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "there are no Google credentials: set GOOGLE_APPLICATION_CREDENTIALS to a key file, or run"
                            + " gcloud auth application-default login");
        }
    }
}
