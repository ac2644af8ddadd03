package io.aegis.state.application;

import io.aegis.contracts.CustomerSnapshot;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Hands out all customers that a search finds, in the order of their ids, page by page: memory does not grow with them, and
 * no transaction is open for long. Each customer is as he is when his page is read.
 */
@ApplicationScoped
public class Exports {
    private static final int PAGE = 500;
    private static final CustomerStore.Order BY_ID = new CustomerStore.Order(CustomerStore.SortKey.ID, false);

    private final CustomerStore customers;

    Exports(CustomerStore customers) {
        this.customers = customers;
    }

    public long export(CustomerStore.Search search, Receiver receiver) throws IOException {
        long count = 0;
        CustomerStore.@Nullable After after = null;
        do {
            CustomerStore.After from = after;
            CustomerStore.Page page =
                    QuarkusTransaction.requiringNew().call(() -> customers.list(search, BY_ID, from, PAGE));
            for (CustomerSnapshot customer : page.customers()) {
                receiver.take(customer);
                count++;
            }
            after = page.next();
        } while (after != null);
        return count;
    }

    /** Where customers go. */
    public interface Receiver {
        void take(CustomerSnapshot customer) throws IOException;
    }
}
