package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One proposed action. It is derived from the run and the position in it, so a replayed step proposes the same action, and it is the idempotency key of the effect. */
public record ActionId(@JsonValue String value) {
    @JsonCreator
    public ActionId {
        Ids.check("action id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
