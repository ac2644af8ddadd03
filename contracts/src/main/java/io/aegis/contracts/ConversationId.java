package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One conversation of one customer. */
public record ConversationId(@JsonValue String value) {
    @JsonCreator
    public ConversationId {
        Ids.check("conversation id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
