package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.agent.outbound.HttpLine;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.MailProvider;
import io.aegis.onboarding.application.SandboxProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The company's systems behind one HTTP hook. {@code PUT <url>/<kind>/<action id>} with the details, the customer and the
 * time makes the thing once, whatever is repeated, and answers with the details it now has; {@code GET} of the same address
 * answers them, or 404. A 4xx to the PUT is a refusal; everything else is looked up and tried again.
 *
 * <p>{@code Aegis-Signature: t=<seconds>,v1=<hex>} is on each request: HMAC-SHA256 under the configured secret over the
 * seconds, the method, the path and the body, with line feeds between them. Thread-safe.
 */
final class HookProvider implements BillingProvider, SandboxProvider, MailProvider {
    private static final String HMAC = "HmacSHA256";

    private final URI url;
    private final SecretKeySpec secret;
    private final Clock clock;
    private final HttpLine line;

    HookProvider(URI url, String secret, Duration timeout, Clock clock) {
        this.url = url;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
        this.clock = clock;
        this.line = new HttpLine("The provider", timeout, clock);
    }

    @Override
    public boolean inside() {
        return false;
    }

    @Override
    public Optional<Made> find(Order order) {
        return find(Details.of(order.change()).kind(), order.action()).map(Details::made);
    }

    @Override
    public Made make(Order order) {
        Details wanted = Details.of(order.change());
        return Details.made(make(wanted.kind(), order.action(), order.customer(), wanted.body()));
    }

    @Override
    public Optional<Sandbox> findSandbox(ActionId action, CustomerId customer) {
        return find(Details.SANDBOXES, action).map(Details::sandbox);
    }

    @Override
    public Sandbox makeSandbox(ActionId action, CustomerId customer) {
        return Details.sandbox(make(Details.SANDBOXES, action, customer, Json.object()));
    }

    @Override
    public Optional<Instant> findMail(ActionId action) {
        return find(Details.MAILS, action).map(Details::at);
    }

    @Override
    public Instant sendMail(ActionId action, CustomerId customer, Letter letter) {
        return Details.at(make(Details.MAILS, action, customer, Details.of(letter)));
    }

    private Optional<ObjectNode> find(String kind, ActionId action) {
        HttpResponse<byte[]> response = line.send(signed("GET", kind, action, new byte[0]));
        return switch (response.statusCode()) {
            case 200 -> Optional.of(read(response));
            case 404 -> Optional.empty();
            default -> throw new IllegalStateException("the provider answered " + response.statusCode());
        };
    }

    private ObjectNode make(String kind, ActionId action, CustomerId customer, ObjectNode details) {
        byte[] body = Json.bytes(details.put("customer", customer.value())
                .put("at", clock.instant().toString()));
        HttpResponse<byte[]> response = line.send(signed("PUT", kind, action, body)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", action.value()));
        int status = response.statusCode();
        if (status == 200 || status == 201) {
            return read(response);
        }
        throw new ActionEffect.Refused("The provider refused it (" + status + ").");
    }

    private static ObjectNode read(HttpResponse<byte[]> response) {
        try {
            return Json.read(response.body(), ObjectNode.class);
        } catch (Json.Unreadable e) {
            throw new IllegalStateException("the provider's answer cannot be read", e);
        }
    }

    private HttpRequest.Builder signed(String method, String kind, ActionId action, byte[] body) {
        URI address = URI.create(url + "/" + kind + "/" + action);
        long seconds = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(address)
                .header("Aegis-Signature", "t=" + seconds + ",v1=" + signature(seconds, method, address, body))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    }

    private String signature(long seconds, String method, URI address, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            mac.update((seconds + "\n" + method + "\n" + address.getRawPath() + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("requests cannot be signed", e);
        }
    }
}
