package io.aegis.contracts;

import java.util.List;

/**
 * State learned facts about a customer, or judges anew how likely the customer cancels.
 *
 * @param now the customer with all facts applied
 * @param facts may be empty: what is told then is {@code now}
 */
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
