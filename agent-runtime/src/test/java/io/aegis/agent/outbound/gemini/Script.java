package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** A test's end of the {@link GeminiStandIn}: what it answers under a tag, and what it was asked. */
final class Script {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String tag;

    Script(String url, String tag) {
        this.url = url;
        this.tag = tag;
    }

    void play(ObjectNode... steps) {
        ArrayNode script = Json.mapper().createArrayNode();
        List.of(steps).forEach(script::add);
        send(HttpRequest.newBuilder(URI.create(url + "/script/" + tag))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(script)))
                .build());
    }

    /** What was held back is answered. */
    void release() {
        send(HttpRequest.newBuilder(URI.create(url + "/release/" + tag)).build());
    }

    /** The bodies of the requests so far. */
    List<JsonNode> requests() {
        return heard().stream().map(request -> request.get("body")).toList();
    }

    /** The requests so far: path, authorization, at, body. */
    List<JsonNode> heard() {
        JsonNode told = Json.read(
                send(HttpRequest.newBuilder(URI.create(url + "/requests/" + tag))
                        .build()),
                JsonNode.class);
        List<JsonNode> heard = new ArrayList<>();
        told.forEach(heard::add);
        return heard;
    }

    private byte[] send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode answer(JsonNode... parts) {
        return finished("STOP", parts);
    }

    static ObjectNode finished(String reason, JsonNode... parts) {
        ObjectNode step = Json.object();
        ObjectNode candidate = step.putObject("body").putArray("candidates").addObject();
        ObjectNode content = candidate.putObject("content").put("role", "model");
        ArrayNode list = content.putArray("parts");
        List.of(parts).forEach(list::add);
        candidate.put("finishReason", reason);
        ((ObjectNode) step.get("body"))
                .putObject("usageMetadata")
                .put("promptTokenCount", 1000)
                .put("candidatesTokenCount", 80)
                .put("thoughtsTokenCount", 20)
                .put("totalTokenCount", 1100);
        return step;
    }

    static ObjectNode body(String body) {
        return Json.object().put("body", body);
    }

    static ObjectNode status(int status) {
        ObjectNode step = Json.object().put("status", status);
        step.putObject("body").putObject("error").put("code", status);
        return step;
    }

    static ObjectNode call(String name, ObjectNode arguments) {
        ObjectNode part = Json.object();
        part.putObject("functionCall").put("name", name).set("args", arguments);
        return part;
    }

    static ObjectNode signed(ObjectNode part, String signature) {
        return part.put("thoughtSignature", signature);
    }

    static ObjectNode reply(String text, String... done) {
        ObjectNode arguments = Json.object().put("text", text);
        ArrayNode ids = arguments.putArray("done");
        List.of(done).forEach(ids::add);
        return call("reply", arguments);
    }

    static ObjectNode text(String text) {
        return Json.object().put("text", text);
    }
}
