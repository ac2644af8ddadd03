package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which of its customers this replica has in hand: whoever takes one is the only one here to work for them. */
@ApplicationScoped
class InWork {
    private final Set<String> customers = ConcurrentHashMap.newKeySet();
    private final Lanes lanes;

    InWork(Lanes lanes) {
        this.lanes = lanes;
    }

    /** False for a customer in somebody's hand already, or of another replica. */
    boolean take(CustomerId customer) {
        return lanes.own(customer) && customers.add(customer.value());
    }

    void giveBack(CustomerId customer) {
        customers.remove(customer.value());
    }

    /** As it changes. */
    Set<String> customers() {
        return customers;
    }
}
