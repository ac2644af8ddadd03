package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.state.domain.churn.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a customer's past teaches: at moments 30 days apart, what was known of him then, and whether he had cancelled 30 days
 * later. What came to be known after a moment is not looked at, whenever it happened. Calls and logins are an exception: they are
 * kept by the day on which they happened, so those that were told late count from that day on.
 *
 * @param facts in the order in which they came to be known
 * @param activity of all days that are kept
 */
public record ChurnHistory(CustomerId customer, List<Known> facts, Activity activity) {
    /** How far ahead churn is told. */
    public static final Duration HORIZON = Duration.ofDays(30);

    /** Use is kept for 400 days, and the first moment looks back too. */
    private static final int MOMENTS = 11;

    public ChurnHistory {
        facts = List.copyOf(facts);
    }

    public record Known(CustomerFact fact, Instant knownAt) {}

    /** A customer who has nothing that he could cancel is no sample. */
    public List<Sample> samples(Instant now) {
        List<Sample> samples = new ArrayList<>();
        Customer known = Customer.unknown(customer);
        int next = 0;
        for (int moment = MOMENTS; moment > 0; moment--) {
            Instant then = now.minus(HORIZON.multipliedBy(moment));
            while (next < facts.size() && !facts.get(next).knownAt.isAfter(then)) {
                known = known.apply(facts.get(next).fact);
                next++;
            }
            if (canBeLost(known)) {
                samples.add(new Sample(
                        customer.value(),
                        ChurnTraits.of(known, activity, then),
                        after(known, next, then.plus(HORIZON)).subscription().cancelled()));
            }
        }
        return samples;
    }

    static boolean canBeLost(Customer customer) {
        return customer.subscription().since() != null
                && !customer.subscription().cancelled();
    }

    private Customer after(Customer known, int from, Instant end) {
        Customer later = known;
        for (int i = from; i < facts.size() && !facts.get(i).knownAt.isAfter(end); i++) {
            later = later.apply(facts.get(i).fact);
        }
        return later;
    }
}
