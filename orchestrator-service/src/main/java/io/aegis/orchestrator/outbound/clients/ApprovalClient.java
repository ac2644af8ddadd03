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
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        return list(calls.get(approvals.resolve("/api/approvals?state=held"), token, TIMEOUT, Held[].class));
    }

    @Override
    public Answer<Held> decide(ActionId action, Decision decision, @Nullable String seen, String token) {
        String what =
                switch (decision) {
                    case Decision.Approve approve -> "approve";
                    case Decision.Reject reject -> "reject";
                    case Decision.Delegate delegate -> "delegate";
                };
        return calls.post(of(action, what), decision, seen, token, TIMEOUT, Held.class);
    }

    @Override
    public Answer<Held> comment(ActionId action, String text, String token) {
        return calls.post(of(action, "comments"), Map.of("text", text), null, token, TIMEOUT, Held.class);
    }

    @Override
    public Answer<List<Event>> history(ActionId action, String token) {
        return list(calls.get(of(action, "history"), token, TIMEOUT, Event[].class));
    }

    private URI of(ActionId action, String what) {
        return approvals.resolve("/api/approvals/" + URLEncoder.encode(action.value(), UTF_8) + "/" + what);
    }

    private static <T> Answer<List<T>> list(Answer<T[]> answer) {
        return switch (answer) {
            case Answer.Given<T[]>(T[] given) -> new Answer.Given<>(List.of(given));
            case Answer.Declined<T[]>(String words) -> new Answer.Declined<>(words);
            case Answer.Unreachable<T[]>() -> new Answer.Unreachable<>();
        };
    }
}
