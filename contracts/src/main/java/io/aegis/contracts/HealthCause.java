package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a customer's health level comes from: the rule that won. */
public enum HealthCause {
    CANCELLED,
    PAYMENT_FAILED,
    /** Too many calls failed. */
    ERRORS,
    /** A key, and no call for long. */
    SILENCE,
    /** No single rule: the measures together are low. */
    SCORE,
    /** Nothing is wrong. */
    NONE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static HealthCause of(String wireName) {
        return WireTypes.named(HealthCause.class, wireName);
    }
}
