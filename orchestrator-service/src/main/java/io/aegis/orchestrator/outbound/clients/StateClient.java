package io.aegis.orchestrator.outbound.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Seen;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.CustomerState;
import io.aegis.orchestrator.application.OrchestratorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

@ApplicationScoped
class StateClient implements CustomerState {
    /** State itself waits up to two seconds for what was seen. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final UserCalls calls;
    private final URI state;

    StateClient(UserCalls calls, OrchestratorConfig config) {
        this.calls = calls;
        this.state = config.stateUrl();
    }

    @Override
    public Answer<CustomerSnapshot> customer(CustomerId customer, List<Seen> seen, String token) {
        String points = seen.stream()
                .map(point -> "seen=" + encoded(point.source() + ":" + point.sequence()))
                .collect(Collectors.joining("&", "?", ""));
        return calls.get(
                state.resolve("/api/customers/" + encoded(customer.value()) + points),
                token,
                TIMEOUT,
                CustomerSnapshot.class);
    }

    @Override
    public Answer<Timeline> timeline(CustomerId customer, int most, String token) {
        return calls.get(
                state.resolve("/api/customers/" + encoded(customer.value()) + "/timeline?limit=" + most),
                token,
                TIMEOUT,
                Timeline.class);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
