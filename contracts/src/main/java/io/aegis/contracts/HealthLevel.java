package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state a customer's health is in; the worst applicable rule wins. */
public enum HealthLevel {
    NEW,
    HEALTHY,
    NEEDS_ATTENTION,
    AT_RISK,
    CHURNED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static HealthLevel of(String wireName) {
        return WireTypes.named(HealthLevel.class, wireName);
    }
}
