package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Who the customer is, as the SaaS company's own systems name it: the key of every topic and every lane. */
public record CustomerId(@JsonValue String value) {
    @JsonCreator
    public CustomerId {
        Ids.check("customer id", value);
    }

    /** By hand, as equals: it is the key of maps with an entry an event. */
    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CustomerId id && id.value.equals(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
