package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One durable run of an agent. A turn that is routed to an agent has one run. */
public record RunId(@JsonValue String value) {
    @JsonCreator
    public RunId {
        Ids.check("run id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
