package io.aegis.orchestrator.outbound.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aegis.contracts.TicketId;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.Documentation;
import io.aegis.orchestrator.application.OrchestratorConfig;
import io.aegis.orchestrator.application.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;

@ApplicationScoped
class QueryClient implements Tickets, Documentation {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final UserCalls calls;
    private final URI query;

    QueryClient(UserCalls calls, OrchestratorConfig config) {
        this.calls = calls;
        this.query = config.queryUrl();
    }

    @Override
    public Answer<Opened> find(TicketId ticket, String token) {
        URI uri = query.resolve("/api/tickets/" + URLEncoder.encode(ticket.value(), UTF_8));
        return calls.get(uri, token, TIMEOUT, Opened.class);
    }

    @Override
    public Answer<Passage> find(String passage, String token) {
        URI uri = query.resolve("/api/documentation/passage?id=" + URLEncoder.encode(passage, UTF_8));
        return calls.get(uri, token, TIMEOUT, Passage.class);
    }
}
