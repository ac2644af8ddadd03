package io.aegis.local.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of a stand-in for an outside system, for tests. Its own log of what really changed is the judge of what
 * happened once. It can behave as systems do on bad days.
 */
public final class ApiStandIn implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** How requests that change something are answered. */
    public enum Mood {
        WELL,
        /** The request is carried out, and the connection ends without an answer. */
        SILENT,
        /** The request is carried out, and the answer is 500. */
        BROKEN,
        /** The request is not carried out, and the answer is 500. */
        FAILING,
        /** The request is not carried out; the answer is 429, and to come again in a second. */
        BUSY,
        /** Nothing is carried out or told: 503, also to what only reads. */
        AWAY
    }

    /** What the system does. */
    public interface Api {
        Answer answer(Request request);
    }

    /** @param parameters of the query, or of a form */
    public record Request(
            String method, String path, Map<String, String> parameters, String body, Map<String, String> headers) {
        public boolean reads() {
            return method.equals("GET");
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    /** @param replayed true when it was kept from an earlier request */
    public record Answer(int status, String body, boolean replayed) {
        static Answer of(int status, Object body) {
            try {
                return new Answer(status, JSON.writeValueAsString(body), false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Api api;
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.WELL;
    private volatile String moodAt = "";
    private @Nullable HttpServer server;
    private int port;

    public ApiStandIn(Api api) {
        this.api = api;
    }

    /** Opens it, on the port it had before if any. */
    public ApiStandIn open() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.createContext("/_changes", exchange -> reply(exchange, Answer.of(200, changes)));
        server.createContext("/_mood", this::turn);
        server.start();
        port = server.getAddress().getPort();
        return this;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public void be(Mood now) {
        be(now, "");
    }

    /** @param path part of the path of the requests that meet this mood */
    public void be(Mood now, String path) {
        moodAt = path;
        mood = now;
    }

    /** Called by the {@link Api} when it really changed something. */
    public void changed(String what) {
        changes.add(what);
    }

    /** What really changed, in order; for a test that cannot hold this object, {@code GET /_changes}. */
    public List<String> changes() {
        return List.copyOf(changes);
    }

    /** Every request, whatever became of it. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Requests of this method whose path ends so. */
    public List<Request> requests(String method, String pathEnd) {
        return requests.stream()
                .filter(request -> request.method.equals(method) && request.path.endsWith(pathEnd))
                .toList();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** {@link #be} for a test that cannot hold this object. */
    private void turn(HttpExchange exchange) throws IOException {
        be(Mood.valueOf(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        reply(exchange, new Answer(200, "1", false));
    }

    private void answer(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        requests.add(request);
        boolean met = request.path.contains(moodAt) && (!request.reads() || mood == Mood.AWAY);
        Mood now = met ? mood : Mood.WELL;
        switch (now) {
            case WELL -> reply(exchange, answered(request));
            case SILENT -> {
                answered(request);
                exchange.close();
            }
            case BROKEN -> {
                answered(request);
                reply(exchange, new Answer(500, "{}", false));
            }
            case FAILING -> reply(exchange, new Answer(500, "{}", false));
            case BUSY -> {
                exchange.getResponseHeaders().add("Retry-After", "1");
                reply(exchange, Answer.of(429, error("rate_limit", "api_request_limit_exceeded")));
            }
            case AWAY -> reply(exchange, new Answer(503, "<html>away</html>", false));
        }
    }

    /** One after the other, as a database would have it. */
    private synchronized Answer answered(Request request) {
        return api.answer(request);
    }

    /** An error in the shapes of both billing systems at once. */
    static ObjectNode error(String stripeCode, String chargebeeCode) {
        ObjectNode error = JSON.createObjectNode()
                .put("message", "No: sk_test_leaked jane@example.com")
                .put("type", "invalid_request")
                .put("api_error_code", chargebeeCode)
                .put("error_code", chargebeeCode)
                .put("error_msg", "No: jane@example.com")
                .put("http_status_code", 400);
        error.putObject("error")
                .put("type", "invalid_request_error")
                .put("code", stripeCode)
                .put("message", "No: sk_test_leaked jane@example.com");
        return error;
    }

    private static Request read(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Headers headers = exchange.getRequestHeaders();
        Map<String, String> named = new TreeMap<>();
        headers.forEach((name, values) -> named.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
        boolean form = named.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded");
        String query = exchange.getRequestURI().getRawQuery();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                parameters(form ? body : query),
                body,
                named);
    }

    private static Map<String, String> parameters(@Nullable String encoded) {
        Map<String, String> parameters = new TreeMap<>();
        Optional.ofNullable(encoded).filter(text -> !text.isEmpty()).stream()
                .flatMap(text -> List.of(text.split("&")).stream())
                .forEach(pair -> {
                    String[] parts = pair.split("=", 2);
                    parameters.put(
                            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                            parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                });
        return parameters;
    }

    private static void reply(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (answer.replayed) {
            exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
        }
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
