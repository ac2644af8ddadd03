package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One message of a customer together with everything done to answer it. */
public record TurnId(@JsonValue String value) {
    @JsonCreator
    public TurnId {
        Ids.check("turn id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
