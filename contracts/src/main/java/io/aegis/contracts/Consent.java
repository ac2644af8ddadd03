package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Whether a customer wants to hear from us unasked. Who never said may be written to about his own account, as a customer is;
 * who withheld it may not. Answers to what he asks are not meant.
 */
public enum Consent {
    GIVEN,
    WITHHELD;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Consent of(String wireName) {
        return WireTypes.named(Consent.class, wireName);
    }
}
