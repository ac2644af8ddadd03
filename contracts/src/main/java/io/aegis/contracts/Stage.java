package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a customer has come. The order is the order of progress; a stage never moves back by accident. */
public enum Stage {
    NEW,
    TRIAL_CREATED,
    API_KEYS_GENERATED,
    FIRST_API_CALL,
    INTEGRATION_VALIDATED,
    PRODUCTION_READY;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Stage of(String wireName) {
        return WireTypes.named(Stage.class, wireName);
    }
}
