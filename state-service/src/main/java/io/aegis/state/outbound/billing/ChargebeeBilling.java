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
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Chargebee. A webhook of theirs is proven by a password only, and tells what was so when it was sent. Before a
 * cancellation, another plan or a failed payment counts, the subscription or invoice is read again. The SDK is not loaded
 * before the first event is understood.
 */
@ApplicationScoped
class ChargebeeBilling implements BillingSystem {
    private static final Set<String> RISKY = Set.of(
            "subscription_cancelled",
            "subscription_changed",
            "subscription_activated",
            "subscription_reactivated",
            "subscription_started",
            "payment_failed");
    private static final String CUSTOM_FIELD = "cf_" + Documents.CUSTOMER;

    private final StateConfig config;
    private final Clock clock;

    ChargebeeBilling(StateConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Name name() {
        return Name.CHARGEBEE;
    }

    @Override
    public Notice notice(ObjectNode event) {
        JsonNode content = event.path("content");
        String id = Documents.id(event.path("id")).orElse(null);
        String type = Documents.id(event.path("event_type")).orElse(null);
        if (id == null || type == null || !content.isObject()) {
            throw new MalformedEvent("a Chargebee event has id, event_type and content");
        }
        return new Notice(id, type, named(content), account(content), List.of());
    }

    /** Our own id in the meta data or the custom field of the subscription or the customer. */
    private static @Nullable CustomerId named(JsonNode content) {
        return Stream.of(content.path("subscription"), content.path("customer"))
                .flatMap(one -> Stream.of(one.path("meta_data").path(Documents.CUSTOMER), one.path(CUSTOM_FIELD)))
                .map(Documents::customer)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String account(JsonNode content) {
        return Stream.concat(
                        Stream.of(content.path("customer").path("id")),
                        StreamSupport.stream(content.spliterator(), false).map(one -> one.path("customer_id")))
                .map(Documents::id)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean asksBack(ObjectNode event) {
        return RISKY.contains(event.path("event_type").asText()) && key().isPresent();
    }

    @Override
    public List<CustomerFact> facts(ObjectNode event) {
        Optional<ChargebeeSite> site = asksBack(event) ? key().map(this::site) : Optional.empty();
        return new ChargebeeFacts(TierNames.of(config.chargebee().tiers()), site, clock.instant()).of(event);
    }

    @Override
    public Optional<CustomerId> owner(Notice notice) {
        String account = notice.account();
        if (account == null) {
            return Optional.empty();
        }
        return Optional.of(key().map(key -> site(key).customer(account)).orElseGet(() -> new CustomerId(account)));
    }

    private ChargebeeSite site(String key) {
        return new ChargebeeSite(
                config.chargebee().site().orElse(""),
                key,
                config.chargebee().url().map(Object::toString).orElse(null),
                config.billingTimeout());
    }

    /** Empty also when nobody said where the site is. */
    private Optional<String> key() {
        boolean placed = config.chargebee().site().isPresent()
                || config.chargebee().url().isPresent();
        return config.chargebee().readKey().map(Secret::get).filter(text -> placed && !text.isBlank());
    }
}
