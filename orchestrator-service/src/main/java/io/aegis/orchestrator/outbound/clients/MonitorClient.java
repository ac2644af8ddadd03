package io.aegis.orchestrator.outbound.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.Interventions;
import io.aegis.orchestrator.application.OrchestratorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;

@ApplicationScoped
class MonitorClient implements Interventions {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final UserCalls calls;
    private final URI monitor;

    MonitorClient(UserCalls calls, OrchestratorConfig config) {
        this.calls = calls;
        this.monitor = config.monitorUrl();
    }

    @Override
    public Answer<List<Raised>> of(CustomerId customer, String token) {
        URI uri = monitor.resolve("/api/interventions?limit=5&customer=" + URLEncoder.encode(customer.value(), UTF_8));
        return switch (calls.get(uri, token, TIMEOUT, Raised[].class)) {
            case Answer.Given<Raised[]>(Raised[] raised) -> new Answer.Given<>(List.of(raised));
            case Answer.Declined<Raised[]>(String words) -> new Answer.Declined<>(words);
            case Answer.Unreachable<Raised[]>() -> new Answer.Unreachable<>();
        };
    }
}
