package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One intervention: one playbook stepping in once for one customer. */
public record InterventionId(@JsonValue String value) {
    @JsonCreator
    public InterventionId {
        Ids.check("intervention id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
