package io.aegis.state.application;

import io.aegis.contracts.UsageEvent;
import io.aegis.state.domain.UsageTally;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what products tell of use; {@link UsageReviews} says what it means. */
@ApplicationScoped
public class UsageIntake {
    private final UsageStore usage;
    private final UsageReviews reviews;
    private final Clock clock;

    UsageIntake(UsageStore usage, UsageReviews reviews, Clock clock) {
        this.usage = usage;
        this.reviews = reviews;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException for an event that cannot be meant */
    public void check(UsageEvent event) {
        UsageTally.check(event, clock.instant());
    }

    /** Counts, in the transaction of whoever makes sure that it counts once. */
    public void count(List<? extends UsageEvent> events) {
        usage.add(UsageTally.of(events));
    }

    /**
     * Counts what a request tells, all of it in one transaction, and reviews its customers, so that the caller sees what
     * follows. When it comes to the review only later, by a crash, it is done all the same.
     *
     * @param request its idempotency key; absent when each request counts
     * @throws KeyReused when the caller used the key for another content
     */
    public void countRequest(UsageStore.@Nullable Request request, List<? extends UsageEvent> events) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (request == null || usage.claim(request, clock.instant())) {
                count(events);
            } else if (usage.usedOtherwise(request)) {
                throw new KeyReused();
            }
        });
        reviews.of(events.stream().map(UsageEvent::customer).toList());
    }

    /** Forgets a bounded part of the usage that is too old; true when there may be more of it. */
    public boolean forget() {
        return QuarkusTransaction.requiringNew().call(() -> usage.forget(clock.instant()));
    }
}
