package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import java.util.ArrayList;
import java.util.List;

/**
 * A customer who was told something.
 *
 * @param customer with the facts applied
 * @param facts what was news, in the order it was applied; the last one has the customer's version
 * @param because what moved the health
 */
public record Learned(Customer customer, List<CustomerFact> facts, List<Because> because) {
    public Learned {
        facts = List.copyOf(facts);
        because = List.copyOf(because);
    }

    static Learned nothing(Customer customer) {
        return new Learned(customer, List.of(), List.of());
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
        return new Learned(next, news, because);
    }
}
