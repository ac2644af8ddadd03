package io.aegis.query.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.agent.outbound.HttpLine;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.TicketId;
import io.aegis.messaging.NotNow;
import io.aegis.query.QueryConfig;
import io.aegis.query.application.TicketStore;
import io.aegis.query.domain.Ticket;
import io.aegis.query.domain.Ticket.Priority;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tickets in Zendesk, by its Support API. A ticket's external id is the action that opened it, and the list of tickets by
 * external id knows a new one at once, other than the search; tags say whose it is, and a ticket without them is none of
 * ours and is not shown. Thread-safe.
 */
final class ZendeskTickets implements TicketStore {
    private static final String CUSTOMER = "aegis-customer-";
    private static final String CONVERSATION = "aegis-conversation-";

    /** Zendesk makes tags lower case and breaks them at what it does not know: an id with more is written in hex. */
    private static final Pattern FIT = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    private static final String IN_HEX = "x--";
    private static final int MOST = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String site;
    private final String credentials;
    private final Clock clock;
    private final HttpLine line;

    ZendeskTickets(QueryConfig.Zendesk config, Clock clock) {
        this.site = config.site().replaceAll("/+$", "");
        this.credentials = "Basic "
                + Base64.getEncoder()
                        .encodeToString((config.user().orElseThrow() + "/token:"
                                        + config.token().orElseThrow())
                                .getBytes(StandardCharsets.UTF_8));
        this.clock = clock;
        this.line = new HttpLine("Zendesk", config.timeout().orElse(TIMEOUT), clock);
    }

    @Override
    public Optional<Ticket> find(ActionId action) {
        return elements(get("/api/v2/tickets.json?external_id=" + encoded(action.value()))
                        .path("tickets"))
                .filter(ticket -> ticket.path("external_id").asText().equals(action.value()))
                .flatMap(ticket -> ticket(ticket).stream())
                .findFirst();
    }

    @Override
    public Optional<Ticket> find(TicketId ticket) {
        if (!ticket.value().matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return ticket(get("/api/v2/tickets/" + ticket + ".json").path("ticket"));
    }

    /** By Zendesk's search, which finds a new ticket after a while. */
    @Override
    public List<Ticket> latest(@Nullable CustomerId customer, int most) {
        String which = customer == null ? CUSTOMER + "*" : CUSTOMER + tag(customer.value());
        return elements(get("/api/v2/search.json?query=" + encoded("type:ticket tags:" + which)
                                + "&sort_by=created_at&sort_order=desc&per_page=" + Math.min(most, MOST))
                        .path("results"))
                .flatMap(ticket -> ticket(ticket).stream())
                .filter(ticket -> customer == null || ticket.customer().equals(customer))
                .toList();
    }

    @Override
    public Ticket open(ActionId action, Draft draft) {
        ObjectNode body = Json.object();
        ObjectNode wanted = body.putObject("ticket")
                .put("subject", draft.subject().replaceAll("\\s+", " "))
                .put("external_id", action.value())
                .put("priority", draft.priority().wireName());
        // Not public: a public comment would be mailed to the requester.
        wanted.putObject("comment").put("body", draft.body()).put("public", false);
        wanted.putArray("tags")
                .add(CUSTOMER + tag(draft.customer().value()))
                .add(CONVERSATION + tag(draft.conversation().value()));
        HttpResponse<byte[]> response = line.send(request("/api/v2/tickets.json")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", action.value())
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
        // Another request under this key is still at work.
        if (response.statusCode() == 409) {
            throw new NotNow("Zendesk answered 409");
        }
        if (response.statusCode() != 200 && response.statusCode() != 201) {
            throw new Refused("Zendesk refused it (" + response.statusCode() + ").");
        }
        return ticket(read(response).path("ticket")).orElseThrow(() -> new NotNow("Zendesk's answer cannot be read"));
    }

    /** Empty for a ticket that Aegis did not open. */
    private Optional<Ticket> ticket(JsonNode ticket) {
        Set<String> tags = elements(ticket.path("tags")).map(JsonNode::asText).collect(Collectors.toSet());
        Optional<String> customer = after(CUSTOMER, tags);
        Optional<String> conversation = after(CONVERSATION, tags);
        String id = ticket.path("id").asText();
        if (customer.isEmpty() || conversation.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Ticket(
                new TicketId(id),
                new CustomerId(customer.get()),
                new ConversationId(conversation.get()),
                ticket.path("subject").asText(),
                ticket.path("description").asText(),
                Set.of("high", "urgent").contains(ticket.path("priority").asText()) ? Priority.HIGH : Priority.NORMAL,
                site + "/agent/tickets/" + id,
                opened(ticket.path("created_at").asText())));
    }

    private Instant opened(String at) {
        try {
            return Instant.parse(at);
        } catch (DateTimeException e) {
            return clock.instant();
        }
    }

    private static String tag(String id) {
        return FIT.matcher(id).matches() && !id.startsWith(IN_HEX)
                ? id
                : IN_HEX + HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> after(String prefix, Set<String> tags) {
        return tags.stream()
                .filter(tag -> tag.startsWith(prefix))
                .map(tag -> tag.substring(prefix.length()))
                .map(tag -> tag.startsWith(IN_HEX)
                        ? new String(HexFormat.of().parseHex(tag.substring(IN_HEX.length())), StandardCharsets.UTF_8)
                        : tag)
                .findFirst();
    }

    private ObjectNode get(String path) {
        HttpResponse<byte[]> response = line.send(request(path).GET());
        return switch (response.statusCode()) {
            case 200 -> read(response);
            case 404 -> Json.object();
            default -> throw new NotNow("Zendesk answered " + response.statusCode());
        };
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(site + path))
                .header("Authorization", credentials)
                .header("Accept", "application/json");
    }

    private static ObjectNode read(HttpResponse<byte[]> response) {
        try {
            return Json.read(response.body(), ObjectNode.class);
        } catch (Json.Unreadable e) {
            throw new NotNow("Zendesk's answer cannot be read");
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
