package io.aegis.contracts;

import java.util.List;

/** State learned facts about a customer. {@code now} is the customer with all of them applied. */
@WireType("aegis.customer.changed.v1")
public record CustomerChanged(CustomerSnapshot now, List<CustomerFact> facts) implements Message {
    public CustomerChanged {
        facts = List.copyOf(facts);
    }

    @Override
    public CustomerId customer() {
        return now.customer();
    }
}
