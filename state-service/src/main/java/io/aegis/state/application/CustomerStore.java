package io.aegis.state.application;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.HealthExplanation.Judged;
import io.aegis.state.domain.Learned;
import io.aegis.state.domain.Words;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where customers and their timelines are kept. */
public interface CustomerStore {
    int LOOKED_AT = 200;

    /** The customer as last saved, by the transaction that runs too, or unknown at version 0. */
    Customer find(CustomerId id);

    /**
     * What {@link #find} and {@link #activity} of these customers need, by one statement however many they are. Inside the
     * transaction that holds their locks.
     */
    void readAhead(Collection<CustomerId> ids, Instant until);

    /** His use of the product as far as health looks back; read once a transaction, as he is. */
    Activity activity(CustomerId id, Instant until);

    /** The customer as he was known at a time: what was recorded later is left out, whenever it happened. */
    Customer find(CustomerId id, Instant asOf);

    /**
     * Saves the customer and appends the facts, all of a transaction's right before its commit. Inside the transaction that
     * holds the customer's lock.
     *
     * @param knownAt when the facts came to be known; what a later call gives never counts as earlier
     */
    void save(Learned learned, Origin origin, Instant knownAt);

    /** How healthy the customer was judged to be after {@code from} and until {@code to}, each time it changed, oldest first. */
    List<Judged> health(CustomerId id, Instant from, Instant to, int limit);

    /**
     * Forgets at most so many judgements of customers' health from before a time, and never a customer's last one of them,
     * since it stood at that time.
     *
     * @return how many
     */
    int forgetHealth(Instant before, int most);

    /** The probability of churn that others were told last; absent when they were told of none. */
    @Nullable
    Double churnTold(CustomerId id);

    /** Inside the transaction that tells it, of a customer who was saved. */
    void churnTold(CustomerId id, @Nullable Double probability);

    /** Makes what is personal in the facts so far unreadable, for good. Inside the transaction that holds the lock. */
    void destroyKey(CustomerId id);

    /** Customers in an order, from the one after {@code after} on. */
    Page list(Search search, Order order, @Nullable After after, int limit);

    /**
     * Customers as they were known at a time, in the order of their ids, from the one after {@code after} on. What was so then
     * has no index, so at most {@link #LOOKED_AT} customers are looked at for a page: it may hold few of them, or none, and yet
     * be followed by another.
     */
    Page list(Search search, Instant asOf, @Nullable After after, int limit);

    /** How many customers a search finds. Cost follows how many there are. */
    long count(Search search);

    /** Facts in the order they were learned, newest first. */
    List<TimelineEntry> timeline(CustomerId id, Reading reading, int limit);

    /**
     * What customers are looked for by; what is absent or empty does not matter.
     *
     * @param words each begins a word of the id, the name or the mail address; folded as {@link
     *     io.aegis.state.domain.Words} does
     * @param plan the billing system's name of it
     * @param leastScore of the health, 0 to 100
     */
    record Search(
            List<String> words,
            @Nullable Tier tier,
            @Nullable Stage stage,
            @Nullable HealthLevel health,
            @Nullable String plan,
            @Nullable Integer leastScore,
            @Nullable Integer mostScore) {
        public Search {
            words = List.copyOf(words);
        }

        /** True for a customer that is looked for; an index answers the same of customers as they are now. */
        public boolean finds(CustomerSnapshot customer) {
            List<String> known = Words.of(customer.customer().value(), customer.name(), customer.email());
            int points = customer.health().score();
            return words.stream().allMatch(word -> known.stream().anyMatch(one -> one.startsWith(word)))
                    && (tier == null || tier == customer.tier())
                    && (stage == null || stage == customer.stage())
                    && (health == null || health == customer.health().level())
                    && (plan == null || plan.equals(customer.plan()))
                    && (leastScore == null || points >= leastScore)
                    && (mostScore == null || points <= mostScore);
        }
    }

    /** What a list is sorted by; those that are equal in it are in the order of their ids. */
    enum SortKey {
        ID,
        NAME,
        SCORE
    }

    record Order(SortKey by, boolean descending) {}

    /** The place behind a customer in an order. @param key what that order compares; empty where it is the id */
    record After(String key, CustomerId customer) {}

    /** @param next absent on the last page */
    record Page(List<CustomerSnapshot> customers, @Nullable After next) {
        public Page {
            customers = List.copyOf(customers);
        }
    }

    /**
     * What part of a timeline is read.
     *
     * @param before only facts that made versions below this one
     * @param kinds wire names of facts; empty for all
     * @param asOf only facts recorded by then
     */
    record Reading(long before, Set<String> kinds, @Nullable Instant asOf) {
        public Reading {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * One fact on the timeline.
     *
     * @param version the customer's version that the fact made
     * @param knownAt when Aegis came to know it; later than {@code happenedAt} for what was told late
     * @param erased what was personal in it cannot be read any more
     */
    record TimelineEntry(
            long version,
            CustomerFact fact,
            boolean erased,
            Instant happenedAt,
            Instant knownAt,
            String source,
            String eventId,
            String correlation) {}
}
