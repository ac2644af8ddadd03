package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/** A command to the test's handler. */
@WireType("test.note.v1")
record Note(CustomerId customer, int number, String wish) implements Message {
    Note {
        java.util.Objects.requireNonNull(customer);
        java.util.Objects.requireNonNull(wish);
    }
}
