package io.aegis.local.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.local.testing.ApiStandIn.Answer;
import io.aegis.local.testing.ApiStandIn.Request;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Zendesk's Support API, for tests: tickets by id, by external id and by tag, and idempotency keys. */
public final class ZendeskStandIn implements QuarkusTestResourceLifecycleManager, ApiStandIn.Api {
    public static final String TOKEN = "the-token-of-the-tests";

    private static final String USER = "aegis@example.com";

    private final ApiStandIn http = new ApiStandIn(this);
    private final List<ObjectNode> tickets = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> kept = new HashMap<>();

    @Override
    public Map<String, String> start() {
        http.open();
        // Somebody else's ticket.
        tickets.add(ApiStandIn.JSON.createObjectNode().put("id", 1).put("subject", "Not from here"));
        return Map.of(
                "aegis.query.zendesk.site",
                http.url(),
                "aegis.query.zendesk.user",
                USER,
                "aegis.query.zendesk.token",
                TOKEN,
                "aegis.query.zendesk.timeout",
                "1s");
    }

    @Override
    public void stop() {
        http.close();
    }

    @Override
    public Answer answer(Request request) {
        String user = Base64.getEncoder().encodeToString((USER + "/token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        if (!request.header("Authorization").equals("Basic " + user)) {
            return Answer.of(401, ApiStandIn.JSON.createObjectNode().put("error", "Couldn't authenticate you"));
        }
        if (request.path().equals("/api/v2/search.json")) {
            String tag = request.parameters().getOrDefault("query", "").replaceAll(".*tags:", "");
            return found("results", tag.replace("*", ""));
        }
        if (request.path().equals("/api/v2/tickets.json")) {
            String external = request.parameters().get("external_id");
            return request.reads()
                    ? found("tickets", "\"external_id\":\"" + external + "\"")
                    : kept.computeIfAbsent(request.header("Idempotency-Key"), key -> create(request));
        }
        return tickets.stream()
                .filter(ticket -> request.path().equals("/api/v2/tickets/" + ticket.get("id") + ".json"))
                .findFirst()
                .map(ticket -> Answer.of(200, ApiStandIn.JSON.createObjectNode().set("ticket", ticket)))
                .orElseGet(
                        () -> Answer.of(404, ApiStandIn.JSON.createObjectNode().put("error", "RecordNotFound")));
    }

    private Answer found(String name, String text) {
        ObjectNode answer = ApiStandIn.JSON.createObjectNode();
        tickets.reversed().stream()
                .filter(ticket -> ticket.toString().contains(text))
                .forEach(answer.putArray(name)::add);
        return Answer.of(200, answer);
    }

    private Answer create(Request request) {
        ObjectNode said;
        try {
            said = (ObjectNode) ApiStandIn.JSON.readTree(request.body()).get("ticket");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        if (!said.path("comment").path("body").isTextual()) {
            return Answer.of(422, ApiStandIn.JSON.createObjectNode().put("error", "RecordInvalid"));
        }
        ObjectNode ticket = said.deepCopy()
                .put("id", tickets.size() + 1)
                .put("description", said.path("comment").path("body").textValue())
                .put("created_at", "2026-03-01T10:00:00Z");
        ticket.remove("comment");
        tickets.add(ticket);
        http.changed("ticket " + ticket.get("external_id").textValue() + " "
                + ticket.get("subject").textValue());
        return Answer.of(201, ApiStandIn.JSON.createObjectNode().set("ticket", ticket));
    }
}
