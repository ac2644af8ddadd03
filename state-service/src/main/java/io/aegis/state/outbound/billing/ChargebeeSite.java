package io.aegis.state.outbound.billing;

import com.chargebee.APIException;
import com.chargebee.Environment;
import com.chargebee.Result;
import com.chargebee.internal.Request;
import com.chargebee.models.Customer;
import com.chargebee.models.Invoice;
import com.chargebee.models.Subscription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.messaging.NotNow;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A site's API, read only. Nothing that it answers is quoted: its errors repeat what was sent. */
final class ChargebeeSite {
    private static final int NOT_FOUND = 404;

    private final Environment environment;

    ChargebeeSite(String site, String key, @Nullable String url, Duration timeout) {
        this.environment = new At(site, key, url);
        this.environment.connectTimeout = (int) timeout.toMillis();
        this.environment.readTimeout = (int) timeout.toMillis();
    }

    /** The SDK lets the address be changed for a whole JVM only. */
    private static final class At extends Environment {
        private final @Nullable String url;

        At(String site, String key, @Nullable String url) {
            super(site, key);
            this.url = url;
        }

        @Override
        public String apiBaseUrl() {
            return url == null ? super.apiBaseUrl() : url + "/api/" + API_VERSION;
        }
    }

    /** The subscription as it is now; empty when there is none any more. */
    Optional<Subscription> subscription(String id) {
        return ask(Subscription.retrieve(id)).map(Result::subscription);
    }

    Optional<Invoice> invoice(String id) {
        return ask(Invoice.retrieve(id)).map(Result::invoice);
    }

    /** The company's id of Chargebee's customer, else Chargebee's own. */
    CustomerId customer(String account) {
        JsonNode customer = ask(Customer.retrieve(account))
                .<JsonNode>map(result -> Json.read(result.customer().jsonObj.toString(), ObjectNode.class))
                .orElseGet(Json::object);
        return Stream.of(customer.path("meta_data").path(Documents.CUSTOMER), customer.path("cf_" + Documents.CUSTOMER))
                .map(Documents::customer)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> new CustomerId(account));
    }

    private Optional<Result> ask(Request<?> request) {
        try {
            return Optional.of(request.request(environment));
        } catch (APIException e) {
            if (e.httpStatusCode == NOT_FOUND) {
                return Optional.empty();
            }
            throw new NotNow("Chargebee is not read: " + e.httpStatusCode);
        } catch (Exception e) {
            // The SDK declares no more than this.
            throw new NotNow("Chargebee is not read: " + e.getClass().getSimpleName());
        }
    }
}
