package io.aegis.agent.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Seen;
import io.aegis.messaging.NotNow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateClientTest {
    private static final CustomerId ACME = new CustomerId("acme");
    private static final String PROFILE = """
            {"customer":"acme","version":3,"stage":"new","tier":"none","keys":[],"mailsSent":[],"tickets":[],
             "health":{"level":"new","score":100,"reasons":[]},"billing":{},"contact":{}}""";

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private int status = 200;

    @TempDir
    Path temporary;

    private HttpServer server;
    private Path token;

    private record Request(String uri, String authorization, InetSocketAddress from) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        token = Files.writeString(temporary.resolve("token"), "first\n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRemoteAddress()));
            byte[] body = PROFILE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Location", url(server.getAddress().getPort()) + "/elsewhere");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String url(int port) {
        return "http://localhost:" + port;
    }

    private StateClient client() {
        return new StateClient(url(server.getAddress().getPort()), Duration.ofSeconds(5), token);
    }

    @Test
    void customersAreAskedForOverOneConnectionWithTheTokenAsItIsNow() throws IOException {
        StateClient client = client();

        CustomerSnapshot profile = client.profile(ACME, List.of(new Seen("query", 4), new Seen("onboarding", 7)));
        Files.writeString(token, "second");
        client.profile(ACME, List.of());

        assertThat(profile.version()).isEqualTo(3);
        assertThat(requests)
                .extracting(Request::uri)
                .containsExactly("/api/customers/acme?seen=query%3A4&seen=onboarding%3A7", "/api/customers/acme?");
        assertThat(requests).extracting(Request::authorization).containsExactly("Bearer first", "Bearer second");
        assertThat(requests)
                .extracting(Request::from)
                .hasSize(2)
                .containsOnly(requests.getFirst().from());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void whileStateIsBehindOrAwayTheTurnWaits(int answered) {
        status = answered;

        assertThatThrownBy(() -> client().profile(ACME, List.of()))
                .isInstanceOf(NotNow.class)
                .hasMessage("state answered " + answered);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404})
    void whatElseItAnswersIsAFailureAndTheTokenGoesNowhereElse(int answered) {
        status = answered;

        assertThatThrownBy(() -> client().profile(ACME, List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("state answered " + answered);
        assertThat(requests).hasSize(1);
    }

    @Test
    void whoeverDoesNotAnswerInTimeOrIsNotThereIsAway() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StateClient client = new StateClient(url(silent.getLocalPort()), Duration.ofMillis(200), token);
            assertThatThrownBy(() -> client.profile(ACME, List.of()))
                    .isInstanceOf(NotNow.class)
                    .hasMessage("state is not reachable: SocketTimeoutException");
        }
        server.stop(0);
        assertThatThrownBy(() -> client().profile(ACME, List.of()))
                .isInstanceOf(NotNow.class)
                .hasMessage("state is not reachable: ConnectException");
    }
}
