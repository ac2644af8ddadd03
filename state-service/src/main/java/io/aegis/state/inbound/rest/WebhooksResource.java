package io.aegis.state.inbound.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.edge.Limited;
import io.aegis.state.StateConfig;
import io.aegis.state.application.BillingSystem;
import io.aegis.state.application.MalformedEvent;
import io.aegis.state.application.Webhooks;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.config.Secret;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Where billing systems send their events. Nobody logs in: each request proves itself, by a signature or a password that
 * only the billing system has. It is answered with 200 when the event is stored, also when it was before; with anything else
 * they send it again.
 */
@Path("/api/webhooks")
@RunOnVirtualThread
@PermitAll
class WebhooksResource {
    private final Webhooks webhooks;
    private final StateConfig config;
    private final Clock clock;

    WebhooksResource(Webhooks webhooks, StateConfig config, Clock clock) {
        this.webhooks = webhooks;
        this.config = config;
        this.clock = clock;
    }

    /** @param news false when the event was stored before */
    record Receipt(boolean news) {}

    @POST
    @Limited(Limited.Kind.WEBHOOKS)
    @Path("/stripe")
    public Receipt stripe(byte @Nullable [] body, @HeaderParam("Stripe-Signature") @Nullable String signature) {
        List<String> secrets = secret(config.stripe().webhookSecrets())
                .map(text -> Stream.of(text.split(","))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .toList())
                .filter(some -> !some.isEmpty())
                .orElseThrow(() -> closed("no signing secret of Stripe's is configured"));
        byte[] bytes = body == null ? new byte[0] : body;
        if (signature == null || !StripeSignature.read(signature).proves(bytes, secrets, clock.instant())) {
            throw unproven("Stripe-Signature is missing, older than 300 seconds, or of another body or secret");
        }
        return new Receipt(webhooks.take(BillingSystem.Name.STRIPE, event(bytes)));
    }

    @POST
    @Limited(Limited.Kind.WEBHOOKS)
    @Path("/chargebee")
    public Receipt chargebee(
            byte @Nullable [] body, @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        String login = secret(config.chargebee().webhookLogin())
                .filter(text -> text.indexOf(':') > 0 && text.indexOf(':') < text.length() - 1)
                .orElseThrow(() -> closed("no user and password for Chargebee are configured"));
        String expected = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        if (authorization == null
                || !MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), authorization.getBytes(StandardCharsets.UTF_8))) {
            throw unproven("user and password are missing or wrong");
        }
        return new Receipt(webhooks.take(BillingSystem.Name.CHARGEBEE, event(body == null ? new byte[0] : body)));
    }

    private static ObjectNode event(byte[] body) {
        return Json.read(body, ObjectNode.class);
    }

    private static Optional<String> secret(Optional<Secret<String>> configured) {
        return configured.map(Secret::get).filter(text -> !text.isBlank());
    }

    /** No fault of theirs, and over when it is configured: they send it again. */
    private static HttpProblem closed(String why) {
        return problem(Response.Status.SERVICE_UNAVAILABLE, "This webhook is closed", why);
    }

    private static HttpProblem unproven(String why) {
        return problem(Response.Status.UNAUTHORIZED, "Not proven", why);
    }

    @ServerExceptionMapper
    Response answer(Json.Unreadable unreadable) {
        return problem(Response.Status.BAD_REQUEST, "Not an event", unreadable.getMessage())
                .toResponse();
    }

    @ServerExceptionMapper
    Response answer(MalformedEvent malformed) {
        return problem(Response.Status.BAD_REQUEST, "Not an event", malformed.getMessage())
                .toResponse();
    }

    /** The billing system does not answer whose the event is. */
    @ServerExceptionMapper
    Response answer(NotNow later) {
        return problem(Response.Status.SERVICE_UNAVAILABLE, "Not now", later.getMessage())
                .toResponse();
    }

    private static HttpProblem problem(Response.Status status, String title, @Nullable String detail) {
        HttpProblem.Builder problem =
                HttpProblem.builder().withTitle(title).withStatus(status).withDetail(detail);
        return status == Response.Status.SERVICE_UNAVAILABLE
                ? problem.withHeader(HttpHeaders.RETRY_AFTER, 60).build()
                : problem.build();
    }
}
