package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which of the product's environments a key or a call belongs to. */
public enum Environment {
    TEST,
    PRODUCTION;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Environment of(String wireName) {
        return WireTypes.named(Environment.class, wireName);
    }
}
