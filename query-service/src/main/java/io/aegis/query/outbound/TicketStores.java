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

/** Where tickets are kept: in Jira or Zendesk when one is configured, otherwise here. */
class TicketStores {
    /** @throws IllegalStateException when a system is configured by half, since tickets would fail one by one, or when two are */
    @Produces
    @Singleton
    @Startup
    TicketStore tickets(
            QueryConfig config, McpConfig servers, OutsideTools outside, BuiltInTickets builtIn, Clock clock) {
        if (config.jira().isPresent() && config.zendesk().isPresent()) {
            throw new IllegalStateException("tickets are kept in one place: aegis.query.jira or aegis.query.zendesk");
        }
        if (config.zendesk().isPresent()) {
            check(config.zendesk().get());
            return new ZendeskTickets(config.zendesk().get(), clock);
        }
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

    /** A token goes there: in the clear it goes no further than this machine. */
    private static void check(QueryConfig.Zendesk zendesk) {
        if (zendesk.user().isEmpty() || zendesk.token().isEmpty()) {
            throw new IllegalStateException(
                    "tickets in Zendesk (aegis.query.zendesk) need aegis.query.zendesk.user and aegis.query.zendesk.token");
        }
        if (!zendesk.site().matches("https://.+|http://(localhost|127\\.0\\.0\\.1)(:\\d+)?/?")) {
            throw new IllegalStateException("aegis.query.zendesk.site has to begin with https://");
        }
    }
}
