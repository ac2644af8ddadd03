package io.aegis.query.outbound;

import io.aegis.agent.McpConfig;
import io.aegis.agent.application.OutsideTools;
import io.aegis.query.QueryConfig;
import io.aegis.query.application.TicketStore;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Where tickets are kept: in Jira when it is configured, otherwise here. */
class TicketStores {
    /** @throws IllegalStateException when Jira is configured by half, since tickets would fail one by one */
    @Produces
    @Singleton
    @Startup
    TicketStore tickets(
            QueryConfig config, McpConfig servers, OutsideTools outside, BuiltInTickets builtIn, Clock clock) {
        return config.jira()
                .<TicketStore>map(jira -> {
                    check(Optional.ofNullable(servers.servers().get(JiraTickets.SERVER)));
                    return new JiraTickets(jira, outside, clock);
                })
                .orElse(builtIn);
    }

    private static void check(Optional<McpConfig.Server> jira) {
        Set<String> reads = jira.flatMap(McpConfig.Server::readOnly).orElse(Set.of());
        Set<String> changes = jira.flatMap(McpConfig.Server::changing).orElse(Set.of());
        if (!reads.containsAll(Set.of(JiraTickets.SEARCH, JiraTickets.GET)) || !changes.contains(JiraTickets.CREATE)) {
            throw new IllegalStateException(
                    "tickets in Jira (aegis.query.jira) need the server aegis.mcp.servers.%s with read-only=%s,%s and changing=%s"
                            .formatted(JiraTickets.SERVER, JiraTickets.SEARCH, JiraTickets.GET, JiraTickets.CREATE));
        }
    }
}
