package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A support ticket in whichever ticket store is configured. */
public record TicketId(@JsonValue String value) {
    @JsonCreator
    public TicketId {
        Ids.check("ticket id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
