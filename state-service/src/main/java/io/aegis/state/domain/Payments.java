package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the customer's payments go through: the latest that failed and the latest that arrived. */
public record Payments(@Nullable Instant failedAt, @Nullable Instant receivedAt) {
    static final Payments NONE = new Payments(null, null);

    /** True while a payment failed and none has arrived since. */
    public boolean overdue() {
        return failedAt != null && (receivedAt == null || failedAt.isAfter(receivedAt));
    }

    Payments after(CustomerFact.PaymentFailed told) {
        return new Payments(Latest.of(failedAt, told.at()), receivedAt);
    }

    Payments after(CustomerFact.PaymentReceived told) {
        return new Payments(failedAt, Latest.of(receivedAt, told.at()));
    }
}
