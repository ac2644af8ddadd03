package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import java.util.ArrayList;
import java.util.List;

/**
 * A customer who was told something.
 *
 * @param customer with the facts applied
 * @param facts what was news, in the order it was applied; the last one has the customer's version
 */
public record Learned(Customer customer, List<CustomerFact> facts) {
    public Learned {
        facts = List.copyOf(facts);
    }

    static Learned nothing(Customer customer) {
        return new Learned(customer, List.of());
    }

    /** Applies what the customer does not know yet. */
    Learned and(List<CustomerFact> told) {
        Customer next = customer;
        List<CustomerFact> news = new ArrayList<>(facts);
        for (CustomerFact fact : told) {
            if (!next.knows(fact)) {
                next = next.apply(fact);
                news.add(fact);
            }
        }
        return new Learned(next, news);
    }
}
