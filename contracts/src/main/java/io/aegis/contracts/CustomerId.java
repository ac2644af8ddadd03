package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Who the customer is, as the SaaS company's own systems name it: the key of every topic and every lane. */
public record CustomerId(@JsonValue String value) {
    @JsonCreator
    public CustomerId {
        Ids.check("customer id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
