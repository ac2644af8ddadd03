package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All playbooks. Immutable and thread-safe. */
public record Playbooks(List<Playbook> all) {
    public Playbooks {
        all = List.copyOf(all);
        if (all.stream().map(Playbook::id).distinct().count() != all.size()) {
            throw new IllegalArgumentException("a playbook is there twice");
        }
    }

    public Optional<Playbook> find(String id) {
        return all.stream().filter(playbook -> playbook.id().equals(id)).findFirst();
    }

    /**
     * What to wait for and what to forget after something was learned.
     *
     * @param waiting the customer's occasions that have not come due
     * @param happenings in the order they were learned
     */
    public List<Step> decide(CustomerId customer, List<Occasion> waiting, List<Happening> happenings) {
        List<Occasion> open = new ArrayList<>(waiting);
        List<Step> steps = new ArrayList<>();
        for (Happening happening : happenings) {
            for (Occasion occasion : ended(open, happening)) {
                open.remove(occasion);
                steps.add(new Step.Forget(occasion, happening.fact() + " at " + happening.time("at") + " came first"));
            }
            for (Occasion occasion : begun(customer, happening)) {
                open.add(occasion);
                steps.add(new Step.Await(occasion));
            }
        }
        return steps;
    }

    /** @param lastRaised when the occasion's playbook last spoke to the customer */
    public Verdict decideDue(Occasion occasion, CustomerSnapshot latest, Optional<Instant> lastRaised, Instant now) {
        return find(occasion.playbook())
                .map(playbook -> playbook.decideDue(occasion, latest, lastRaised, now))
                .orElseGet(() -> new Verdict.Pass("the playbook is no longer there"));
    }

    private List<Occasion> ended(List<Occasion> open, Happening by) {
        return open.stream()
                .filter(occasion -> find(occasion.playbook())
                        .filter(playbook -> playbook.trigger().isEndedBy(by, occasion.happening()))
                        .isPresent())
                .toList();
    }

    private List<Occasion> begun(CustomerId customer, Happening by) {
        return all.stream()
                .filter(playbook -> playbook.trigger().isPulledBy(by))
                .map(playbook -> Occasion.of(
                        customer, playbook.id(), by, playbook.trigger().dueAfter(by)))
                .toList();
    }
}
