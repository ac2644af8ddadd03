package io.aegis.state.application;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A billing system that tells by webhooks, each event a document in its own words. */
public interface BillingSystem {
    Name name();

    /**
     * What is to be known of an event before it is understood.
     *
     * @throws MalformedEvent for what is no event
     */
    Notice notice(ObjectNode event);

    /**
     * What the event says of its customer; never nothing: what has no meaning here is an outside event. Where {@link
     * #asksBack} it looks up how things are now, outside any transaction, and throws NotNow while nobody answers.
     */
    List<CustomerFact> facts(ObjectNode event);

    /** True when the event changes enough for the customer to be read again first, and that is possible. */
    boolean asksBack(ObjectNode event);

    /**
     * Asks whose an event is that does not say so itself. Empty when the billing system does not know either, or may not be
     * asked; throws NotNow while nobody answers.
     */
    Optional<CustomerId> owner(Notice notice);

    /**
     * An event, before it is understood.
     *
     * @param id unique at this billing system
     * @param named whom the event itself names by our id
     * @param account the billing system's own id of the customer
     * @param payments ids of payments it is about, by which a dispute finds its customer later
     */
    record Notice(
            String id,
            String type,
            @Nullable CustomerId named,
            @Nullable String account,
            List<String> payments) {
        public Notice {
            payments = List.copyOf(payments);
        }
    }

    enum Name {
        STRIPE,
        CHARGEBEE;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Name of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
