package io.aegis.state.outbound.billing;

import com.fasterxml.jackson.databind.node.TextNode;
import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.NotNow;
import io.aegis.state.application.BillingSystem.Notice;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks Stripe whose an event is. */
final class StripeOwners {
    private static final int NOT_FOUND = 404;

    private final StripeClient stripe;

    StripeOwners(String key, URI url, Duration timeout) {
        this.stripe = StripeClient.builder()
                .setApiKey(key)
                .setApiBase(url.toString())
                .setConnectTimeout((int) timeout.toMillis())
                .setReadTimeout((int) timeout.toMillis())
                .setMaxNetworkRetries(0)
                .build();
    }

    /** The company's id of Stripe's customer, else Stripe's own. */
    Optional<CustomerId> of(Notice notice) {
        try {
            String account = notice.account();
            for (String payment : notice.payments()) {
                account = account == null ? payer(payment) : account;
            }
            return account == null ? Optional.empty() : Optional.of(customer(account));
        } catch (StripeException e) {
            throw new NotNow("Stripe does not say whose an event is: "
                    + (e.getStatusCode() == null ? e.getClass().getSimpleName() : e.getStatusCode()));
        }
    }

    private CustomerId customer(String account) throws StripeException {
        Customer customer = null;
        try {
            customer = stripe.v1().customers().retrieve(account);
        } catch (InvalidRequestException e) {
            known(e);
        }
        String ours = customer == null || customer.getMetadata() == null
                ? null
                : customer.getMetadata().get(Documents.CUSTOMER);
        CustomerId named = ours == null ? null : Documents.customer(TextNode.valueOf(ours));
        return named == null ? new CustomerId(account) : named;
    }

    private @Nullable String payer(String payment) throws StripeException {
        try {
            if (payment.startsWith("pi_")) {
                PaymentIntent intent = stripe.v1().paymentIntents().retrieve(payment);
                return intent.getCustomer();
            }
            Charge charge = stripe.v1().charges().retrieve(payment);
            return charge.getCustomer();
        } catch (InvalidRequestException e) {
            known(e);
            return null;
        }
    }

    /** That there is no such thing is an answer; every other refusal is not. */
    private static void known(InvalidRequestException e) throws InvalidRequestException {
        if (!Integer.valueOf(NOT_FOUND).equals(e.getStatusCode())) {
            throw e;
        }
    }
}
