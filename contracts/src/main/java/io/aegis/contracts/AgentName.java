package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The agents that take routed intents. */
public enum AgentName {
    ONBOARDING,
    QUERY,
    FEEDBACK;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static AgentName of(String wireName) {
        return WireTypes.named(AgentName.class, wireName);
    }
}
