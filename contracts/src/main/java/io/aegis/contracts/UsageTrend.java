package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a customer's use compares with what it was before. */
public enum UsageTrend {
    /** As it was. */
    STEADY,
    /** More calls for weeks. */
    GROWING,
    /** Far more calls within hours. */
    SPIKING,
    /** A larger share of calls fails. */
    ERRORS_RISING,
    /** Who used to log in does not any more. */
    LOGINS_STOPPED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static UsageTrend of(String wireName) {
        return WireTypes.named(UsageTrend.class, wireName);
    }
}
