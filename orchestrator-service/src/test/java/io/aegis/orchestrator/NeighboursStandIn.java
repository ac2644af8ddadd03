package io.aegis.orchestrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * State, approval and monitor as far as the pages ask them. State knows every customer but "state-down", for whom it hangs up,
 * and "state-behind". One action is held until it is approved, another one was just decided by bo.
 */
public final class NeighboursStandIn implements QuarkusTestResourceLifecycleManager {
    static final String HELD = "run-1.2";
    static final String TAKEN = "run-2.1";

    private static final String PROBLEM = "application/problem+json";

    private HttpServer server;
    private volatile String decision = "";
    private volatile String said = "";
    private volatile String delegate = "";

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/customers/", this::customer);
        server.createContext("/api/approvals", this::approvals);
        server.createContext("/api/interventions", exchange -> answer(exchange, 200, "application/json", """
                [{"intervention":"i-1","customer":"c","playbook":"check-in","at":"2026-11-20T08:00:00Z",
                  "text":"Shall I help?","reason":"no API call for 24 h"}]"""));
        server.createContext("/api/tickets/SUP-12", exchange -> answer(exchange, 200, "application/json", """
                {"id":"SUP-12","customer":"carded","conversation":"c-1","subject":"Webhooks fail","body":"They do <not> come.",
                 "priority":"high","url":"/tickets/SUP-12","openedAt":"2026-11-20T10:00:00Z"}"""));
        server.createContext("/api/tickets/", exchange -> answer(exchange, 404, PROBLEM, """
                {"status":404,"title":"Not Found","detail":"no such ticket"}"""));
        server.createContext("/api/documentation/passage", exchange -> {
            if (exchange.getRequestURI().getRawQuery().equals("id=guides%2Fkeys.md%23replace")) {
                answer(exchange, 200, "application/json", """
                        {"id":"guides/keys.md#replace","title":"Keys & more","section":"Replace a key",
                         "text":"Ask **here**. <script>alert(1)</script>","url":null}""");
            } else {
                answer(exchange, 404, PROBLEM, """
                        {"status":404,"title":"Not Found","detail":"no such passage"}""");
            }
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort();
        return Map.of(
                "aegis.orchestrator.state-url", url,
                "aegis.orchestrator.approval-url", url,
                "aegis.orchestrator.query-url", url,
                "aegis.orchestrator.monitor-url", url);
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private void customer(HttpExchange exchange) throws IOException {
        String customer = exchange.getRequestURI().getPath().substring("/api/customers/".length());
        if (customer.equals("state-down")) {
            exchange.close();
        } else if (customer.equals("state-behind")) {
            answer(exchange, 503, PROBLEM, """
                    {"status":503,"title":"State is behind","detail":"what was seen has not been applied yet"}""");
        } else if (customer.endsWith("/timeline")) {
            answer(exchange, 200, "application/json", """
                    {"entries":[{"version":1,"fact":{"fact":"mail_sent","template":"welcome","at":"2026-11-20T10:00:00Z"},
                     "happenedAt":"2026-11-20T10:00:00Z","knownAt":"2026-11-20T10:00:01Z","source":"onboarding","eventId":"e",
                     "correlation":"c"}]}""");
        } else {
            answer(exchange, 200, "application/json", """
                    {"customer":"%s","version":7,"name":"Ada & Sons <Ltd>","stage":"api_keys_generated","tier":"trial",
                     "plan":"trial-14","trialEndsAt":"2026-12-04T10:00:00Z","sandboxUrl":"https://%s.sandbox.example",
                     "keys":[{"key":"key-1","environment":"test","hint":"test_…4f2a","issuedAt":"2026-11-20T10:00:00Z"}],
                     "mailsSent":["welcome"],"discount":{"percent":25,"months":3,"since":"2026-11-20T10:00:00Z"},
                     "tickets":[{"ticket":"SUP-12","subject":"Webhooks fail","url":"/tickets/SUP-12","openedAt":"2026-11-20T10:00:00Z"}],
                     "health":{"level":"needs_attention","score":62,"reasons":["15 %% of calls fail, mostly 401"]},
                     "billing":{},"contact":{},
                     "added":"by a newer version"}""".formatted(customer, customer));
        }
    }

    private void approvals(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (path.equals("/api/approvals")) {
            answer(
                    exchange,
                    200,
                    "application/json",
                    decision.isEmpty() ? "[%s,%s]".formatted(held(HELD), held(TAKEN)) : "[%s]".formatted(held(TAKEN)));
        } else if (path.endsWith("/history")) {
            answer(exchange, 200, "application/json", """
                    [{"at":"2026-11-22T08:00:00Z","what":"held","by":"policy","text":"a human decides"}%s]""".formatted(said));
        } else if (path.endsWith("/comments")) {
            said = """
                    ,{"at":"2026-11-22T09:00:00Z","what":"commented","by":"bo","text":%s}""".formatted(body.replaceAll("\\{\"text\":|}$", ""));
            answer(exchange, 200, "application/json", held(HELD));
        } else if (path.endsWith("/delegate")) {
            delegate = body;
            answer(exchange, 200, "application/json", held(TAKEN));
        } else if (path.contains(TAKEN)) {
            answer(exchange, 409, PROBLEM, """
                    {"status":409,"title":"Already decided","detail":"It was released by bo.","decidedBy":"bo"}""");
        } else if (!path.contains(HELD)) {
            answer(exchange, 404, PROBLEM, """
                    {"status":404,"title":"Not Found","detail":"There is no such action."}""");
        } else if (!"\"v-1\"".equals(exchange.getRequestHeaders().getFirst("If-Match"))) {
            answer(exchange, 412, PROBLEM, """
                    {"status":412,"title":"Changed meanwhile","detail":"It was voted by bo since you looked. Look again."}""");
        } else {
            boolean expected =
                    body.equals("{\"arguments\":{\"months\":3,\"percent\":20},\"reason\":\"a good customer\"}");
            if (expected) {
                decision = body;
                answer(exchange, 200, "application/json", held(HELD).replace("\"held\"", "\"released\""));
            } else {
                answer(exchange, 400, PROBLEM, """
                        {"status":400,"title":"Another decision was expected","detail":"%s"}""".formatted(body.replace("\"", "*")));
            }
        }
    }

    private String held(String id) {
        return """
                {"id":"%s","customer":"demo-active","type":"discount.apply","title":"Give 25 %% off for 3 months",
                 "arguments":{"percent":25,"months":3},"proposed":{"percent":40,"months":3},"state":"held",
                 "reason":"a discount of more than 10 %% needs a human","rule":"discount",
                 "policyVersion":"1","requestedBy":"active","proposer":"onboarding","proposal":"the customer asked for it",
                 "proposedAt":"2026-11-22T08:00:00Z","deadline":"2099-11-25T08:00:00Z",
                 "approvers":{"roles":["approver"],"count":2},"approvedBy":["bo"],%s
                 "changes":[{"what":"tier","then":"starter","now":"pro"}],"version":"v-1"}""".formatted(id, delegate.isEmpty() ? "" : "\"delegate\":\"kim\",");
    }

    private static void answer(HttpExchange exchange, int status, String type, String json) throws IOException {
        boolean identified = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .startsWith("Bearer ey");
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(identified ? status : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
