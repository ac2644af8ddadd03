package io.aegis.state.outbound.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.NotNow;
import io.aegis.state.application.BillingSystem.Notice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over the wire, to a stand-in that answers as Stripe does. */
class StripeOwnersTest {
    private static final String KEY = "rk_test_1";
    private static final Map<String, String> THINGS = Map.of(
            "/v1/customers/cus_named",
            "{\"object\":\"customer\",\"id\":\"cus_named\",\"metadata\":{\"aegis_customer\":\"acme\"}}",
            "/v1/customers/cus_plain",
            "{\"object\":\"customer\",\"id\":\"cus_plain\",\"metadata\":{}}",
            "/v1/charges/ch_1",
            "{\"object\":\"charge\",\"id\":\"ch_1\",\"customer\":\"cus_named\"}",
            "/v1/payment_intents/pi_1",
            "{\"object\":\"payment_intent\",\"id\":\"pi_1\",\"customer\":\"cus_plain\"}");

    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void a_customer_is_whom_the_metadata_names_else_himself() {
        assertThat(owner(KEY, "cus_named")).contains(new CustomerId("acme"));
        assertThat(owner(KEY, "cus_plain")).contains(new CustomerId("cus_plain"));
        assertThat(owner(KEY, "cus_gone")).contains(new CustomerId("cus_gone"));
    }

    @Test
    void a_dispute_is_of_the_customer_who_paid() {
        assertThat(owner(KEY, null, "ch_1")).contains(new CustomerId("acme"));
        assertThat(owner(KEY, null, "pi_1")).contains(new CustomerId("cus_plain"));
        assertThat(owner(KEY, null, "ch_gone", "ch_1")).contains(new CustomerId("acme"));
        assertThat(owner(KEY, null, "ch_gone")).isEmpty();
    }

    @Test
    void a_refusal_or_an_outage_is_no_answer() {
        assertThatThrownBy(() -> owner("rk_wrong", "cus_named"))
                .isInstanceOf(NotNow.class)
                .hasMessage("Stripe does not say whose an event is: 401");
        status = 503;
        assertThatThrownBy(() -> owner(KEY, "cus_named")).isInstanceOf(NotNow.class);
        close();
        assertThatThrownBy(() -> owner(KEY, "cus_named")).isInstanceOf(NotNow.class);
    }

    private Optional<CustomerId> owner(String key, @Nullable String account, String... payments) {
        URI url = URI.create("http://localhost:" + server.getAddress().getPort());
        return new StripeOwners(key, url, Duration.ofSeconds(5))
                .of(new Notice("evt_1", "x", null, account, List.of(payments)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String found = THINGS.get(exchange.getRequestURI().getPath());
        boolean known = ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        int code = !known ? 401 : status != 200 ? status : found == null ? 404 : 200;
        String body = code == 200
                ? found
                : "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\",\"message\":\"no\"}}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
