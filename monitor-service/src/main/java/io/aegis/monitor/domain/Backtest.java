package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.InterventionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a playbook would have made of a customer's history, had it been in force. It decides with what was known at the time,
 * by the same rules as ever; it is pure, so nothing is sent.
 */
public record Backtest(Playbook playbook, Arbiter arbiter) {
    /**
     * Something that was told of the customer.
     *
     * @param at when it was told, which is not when it happened
     * @param then the customer as known from then on
     */
    public record Told(Instant at, CustomerSnapshot then, List<Happening> happenings) {
        public Told {
            happenings = List.copyOf(happenings);
        }
    }

    /**
     * What would have been decided.
     *
     * @param reached whether the goal was really reached in its window; absent without a goal, or when the window is not over
     */
    public record Would(
            CustomerId customer,
            Instant at,
            Verdict verdict,
            @Nullable Boolean reached) {}

    /**
     * @param history oldest first
     * @param contacts that the customer really had, without this playbook's own
     * @param until the end of the history
     */
    public List<Would> run(CustomerId customer, List<Told> history, List<Instant> contacts, Instant until) {
        Replay replay = new Replay(customer, history, contacts, until);
        for (Told told : history) {
            replay.decideUntil(told.at);
            replay.learn(told);
        }
        replay.decideUntil(until);
        return replay.decided;
    }

    /** One customer's history, as far as it was gone through. */
    private final class Replay {
        private final Playbooks alone = new Playbooks(List.of(new Edition(playbook, 1, true)));
        private final CustomerId customer;
        private final List<Told> history;
        private final List<Instant> contacts;
        private final Instant until;
        private final List<Would> decided = new ArrayList<>();
        private final Map<Occasion, Instant> waiting = new HashMap<>();
        private final Set<InterventionId> known = new HashSet<>();
        private Optional<CustomerSnapshot> latest = Optional.empty();
        private Optional<Instant> approached = Optional.empty();

        Replay(CustomerId customer, List<Told> history, List<Instant> contacts, Instant until) {
            this.customer = customer;
            this.history = history;
            this.contacts = new ArrayList<>(contacts);
            this.until = until;
        }

        void learn(Told told) {
            if (latest.isEmpty() || latest.get().version() < told.then.version()) {
                latest = Optional.of(told.then);
            }
            for (Step step :
                    alone.decide(customer, List.copyOf(waiting.keySet()), Traits.of(told.then), told.happenings)) {
                switch (step) {
                    case Step.Await await -> {
                        if (known.add(await.occasion().id())) {
                            Instant due = await.occasion().due();
                            waiting.put(await.occasion(), due.isBefore(told.at) ? told.at : due);
                        }
                    }
                    case Step.Forget forget -> waiting.remove(forget.occasion());
                }
            }
        }

        void decideUntil(Instant end) {
            while (true) {
                Optional<Map.Entry<Occasion, Instant>> next = waiting.entrySet().stream()
                        .filter(entry -> !entry.getValue().isAfter(end))
                        .min(Map.Entry.<Occasion, Instant>comparingByValue()
                                .thenComparing(entry -> entry.getKey().id().value(), Comparator.naturalOrder()));
                if (next.isEmpty()) {
                    return;
                }
                decide(next.get().getKey(), next.get().getValue());
            }
        }

        private void decide(Occasion occasion, Instant now) {
            Verdict verdict = arbiter.decide(
                    occasion,
                    playbook,
                    Situation.of(
                            latest.orElseGet(() -> CustomerSnapshot.unknown(customer)),
                            contacts.stream().filter(at -> !at.isAfter(now)).toList(),
                            approached,
                            now),
                    () -> Optional.of(playbook.variants().getFirst()));
            if (verdict instanceof Verdict.Postpone postpone) {
                waiting.put(occasion, postpone.until());
                return;
            }
            waiting.remove(occasion);
            if (verdict instanceof Verdict.Raise || verdict instanceof Verdict.HoldOut) {
                approached = Optional.of(now);
                contacts.add(now);
            }
            decided.add(new Would(customer, now, verdict, reached(now)));
        }

        private @Nullable Boolean reached(Instant contacted) {
            Goal goal = playbook.goal();
            if (goal == null) {
                return null;
            }
            boolean reached = history.stream()
                    .flatMap(told -> told.happenings.stream())
                    .anyMatch(happening -> goal.isReachedBy(happening, contacted));
            return reached || !contacted.plus(goal.within()).isAfter(until) ? reached : null;
        }
    }
}
