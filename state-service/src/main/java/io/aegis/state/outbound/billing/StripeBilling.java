package io.aegis.state.outbound.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.state.StateConfig;
import io.aegis.state.application.BillingSystem;
import io.aegis.state.application.MalformedEvent;
import io.smallrye.config.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stripe. Its SDK is not loaded before the first event is understood. */
@ApplicationScoped
class StripeBilling implements BillingSystem {
    private final StateConfig config;
    private final Clock clock;

    StripeBilling(StateConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Name name() {
        return Name.STRIPE;
    }

    @Override
    public Notice notice(ObjectNode event) {
        JsonNode object = event.path("data").path("object");
        String id = Documents.id(event.path("id")).orElse(null);
        String type = Documents.id(event.path("type")).orElse(null);
        if (id == null || type == null || !object.isObject()) {
            throw new MalformedEvent("a Stripe event has id, type and data.object");
        }
        return new Notice(id, type, named(object), account(object), payments(object));
    }

    /** Our own id in the metadata of the object, or of what it belongs to. */
    private static @Nullable CustomerId named(JsonNode object) {
        return Stream.of(
                        object.path("metadata").path(Documents.CUSTOMER),
                        object.path("client_reference_id"),
                        object.path("parent")
                                .path("subscription_details")
                                .path("metadata")
                                .path(Documents.CUSTOMER),
                        object.path("subscription_details").path("metadata").path(Documents.CUSTOMER),
                        object.path("customer").path("metadata").path(Documents.CUSTOMER))
                .map(Documents::customer)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String account(JsonNode object) {
        return (isA("customer", object) ? Documents.id(object.path("id")) : reference(object.path("customer")))
                .orElse(null);
    }

    private static List<String> payments(JsonNode object) {
        boolean payment = isA("charge", object) || isA("payment_intent", object);
        return Stream.of(
                        payment ? Documents.id(object.path("id")) : Optional.<String>empty(),
                        reference(object.path("charge")),
                        reference(object.path("payment_intent")),
                        reference(object.path("latest_charge")))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static boolean isA(String kind, JsonNode object) {
        return kind.equals(object.path("object").textValue());
    }

    /** An id, or the object that it stands for. */
    private static Optional<String> reference(JsonNode node) {
        return Documents.id(node.isObject() ? node.path("id") : node);
    }

    @Override
    public boolean asksBack(ObjectNode event) {
        return false;
    }

    @Override
    public List<CustomerFact> facts(ObjectNode event) {
        return new StripeFacts(TierNames.of(config.stripe().tiers()), clock.instant()).of(event);
    }

    @Override
    public Optional<CustomerId> owner(Notice notice) {
        Optional<String> key = config.stripe().readKey().map(Secret::get).filter(text -> !text.isBlank());
        if (key.isPresent()) {
            return new StripeOwners(key.get(), config.stripe().url(), config.billingTimeout()).of(notice);
        }
        return Optional.ofNullable(notice.account()).map(CustomerId::new);
    }
}
