package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** An API key, never the key itself. */
public record KeyId(@JsonValue String value) {
    @JsonCreator
    public KeyId {
        Ids.check("key id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
