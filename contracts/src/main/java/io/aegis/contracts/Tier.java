package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a customer pays for. */
public enum Tier {
    NONE,
    TRIAL,
    STARTER,
    PRO,
    ENTERPRISE;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Tier of(String wireName) {
        return WireTypes.named(Tier.class, wireName);
    }
}
