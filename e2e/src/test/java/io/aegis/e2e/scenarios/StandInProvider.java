package io.aegis.e2e.scenarios;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A company's own systems, outside of everything that is killed: it speaks the provider hook over HTTP, keeps what was
 * made, and writes down every request. Its log is the judge of what happened once.
 */
final class StandInProvider {
    static final String SECRET = "what the provider and Aegis know";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]+),v1=([0-9a-f]{64})");

    private final Map<String, ObjectNode> made = new ConcurrentHashMap<>();
    private final List<Call> log = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final Map<String, Runnable> afterMaking = new ConcurrentHashMap<>();
    private final Map<String, Runnable> insteadOfMaking = new ConcurrentHashMap<>();

    /** @param made false when the request found what an earlier one had made */
    record Call(String method, String kind, String action, String customer, boolean made) {}

    StandInProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Things that were really made for a customer, in order. */
    List<String> madeFor(String customer) {
        return log.stream()
                .filter(call -> call.made && call.customer.equals(customer))
                .map(Call::kind)
                .toList();
    }

    /** Requests to make something for a customer, whether or not it was there already. */
    long requestsFor(String customer) {
        return log.stream()
                .filter(call -> call.method.equals("PUT") && call.customer.equals(customer))
                .count();
    }

    /** Runs once, after this kind of thing was made for the customer and before the caller is told. */
    void onceAfterMaking(String kind, String customer, Runnable action) {
        afterMaking.put(kind + " for " + customer, action);
    }

    /** The next request for this kind of thing runs this and is lost on its way: nothing is made and nothing is answered. */
    void onceInsteadOfMaking(String kind, String customer, Runnable action) {
        insteadOfMaking.put(kind + " for " + customer, action);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!isSigned(exchange, body)) {
            respond(exchange, 401, JSON.createObjectNode());
            return;
        }
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        String key = path[0] + "/" + path[1];
        if (exchange.getRequestMethod().equals("GET")) {
            ObjectNode found = made.get(key);
            log.add(new Call("GET", path[0], path[1], "", false));
            respond(exchange, found == null ? 404 : 200, found == null ? JSON.createObjectNode() : found);
            return;
        }
        ObjectNode details = (ObjectNode) JSON.readTree(body);
        String customer = details.get("customer").textValue();
        Runnable lost = insteadOfMaking.remove(path[0] + " for " + customer);
        if (lost != null) {
            lost.run();
            exchange.close();
            return;
        }
        details.put("reference", key);
        if (path[0].equals("sandboxes")) {
            details.put("url", "https://" + customer + ".sandbox.example");
        }
        boolean first = made.putIfAbsent(key, details) == null;
        log.add(new Call("PUT", path[0], path[1], customer, first));
        if (first) {
            Runnable action = afterMaking.remove(path[0] + " for " + customer);
            if (action != null) {
                action.run();
            }
        }
        respond(exchange, first ? 201 : 200, made.get(key));
    }

    private static boolean isSigned(HttpExchange exchange, byte[] body) {
        Matcher signature =
                SIGNATURE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Aegis-Signature")));
        if (!signature.matches()) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((signature.group(1) + "\n" + exchange.getRequestMethod() + "\n"
                            + exchange.getRequestURI().getRawPath() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(mac.doFinal(body), HexFormat.of().parseHex(signature.group(2)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void respond(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
