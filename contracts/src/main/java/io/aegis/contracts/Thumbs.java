package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A customer's verdict on a reply. */
public enum Thumbs {
    UP,
    DOWN;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Thumbs of(String wireName) {
        return WireTypes.named(Thumbs.class, wireName);
    }
}
