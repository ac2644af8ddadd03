package io.aegis.state.application;

import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Topics;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.state.domain.Command;
import io.aegis.state.domain.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes customers' personal data unreadable, here, and tells all others who keep any. */
@ApplicationScoped
public class Erasures {
    private final Chronicle chronicle;
    private final CustomerStore customers;
    private final Transactions transactions;
    private final Clock clock;

    Erasures(Chronicle chronicle, CustomerStore customers, Transactions transactions, Clock clock) {
        this.chronicle = chronicle;
        this.customers = customers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Erases, in one transaction: the fact, the key, what was received, and the word to the others. Once more changes nothing.
     *
     * @param version that the caller knows; absent when he does not care
     * @throws OtherVersion when it is another one
     */
    public Decision erase(CustomerId customer, String by, String reason, @Nullable Long version) {
        Instant now = clock.instant();
        return decide(customer, version, new Command.Erase(by, reason, now), "erase");
    }

    /** Lets personal data in again. */
    public Decision readmit(CustomerId customer, String by, String reason, @Nullable Long version) {
        return decide(customer, version, new Command.Readmit(by, reason, clock.instant()), "readmit");
    }

    private Decision decide(CustomerId customer, @Nullable Long version, Command command, String what) {
        String request = what + "-" + UUID.randomUUID();
        return transactions.call(customer, Cause.first(request), unit -> {
            if (version != null && customers.find(customer).version() != version) {
                throw new OtherVersion();
            }
            Decision decision = chronicle.decide(unit, new Origin("state", request, request), command);
            if (command instanceof Command.Erase erase
                    && decision instanceof Decision.Accepted accepted
                    && !accepted.facts().isEmpty()) {
                customers.destroyKey(customer);
                unit.emptyReceived();
                unit.publish(
                        Topics.ERASURES,
                        new CustomerErased(customer, customers.find(customer).version(), erase.at()));
            }
            return decision;
        });
    }

    /** The customer has changed since the caller looked. */
    public static final class OtherVersion extends RuntimeException {
        OtherVersion() {
            super("the customer has another version by now");
        }
    }
}
