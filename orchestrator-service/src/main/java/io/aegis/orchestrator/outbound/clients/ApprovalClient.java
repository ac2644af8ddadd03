package io.aegis.orchestrator.outbound.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aegis.contracts.ActionId;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.Approvals;
import io.aegis.orchestrator.application.OrchestratorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

@ApplicationScoped
class ApprovalClient implements Approvals {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final UserCalls calls;
    private final URI approvals;

    ApprovalClient(UserCalls calls, OrchestratorConfig config) {
        this.calls = calls;
        this.approvals = config.approvalUrl();
    }

    @Override
    public Answer<List<Held>> held(String token) {
        return switch (calls.get(approvals.resolve("/api/approvals?state=held"), token, TIMEOUT, Held[].class)) {
            case Answer.Given<Held[]>(Held[] held) -> new Answer.Given<>(List.of(held));
            case Answer.Declined<Held[]>(String words) -> new Answer.Declined<>(words);
            case Answer.Unreachable<Held[]>() -> new Answer.Unreachable<>();
        };
    }

    @Override
    public Answer<Held> decide(ActionId action, Verdict verdict, String reason, String token) {
        URI uri = approvals.resolve("/api/approvals/" + URLEncoder.encode(action.value(), UTF_8) + "/"
                + verdict.name().toLowerCase(Locale.ROOT));
        return calls.post(uri, Map.of("reason", reason), token, TIMEOUT, Held.class);
    }
}
