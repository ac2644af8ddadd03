package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All versions of all playbooks. Immutable and thread-safe. */
public record Playbooks(List<Edition> all) {
    public Playbooks {
        all = List.copyOf(all);
        if (all.stream()
                        .map(edition -> List.of(edition.playbook().id(), edition.version()))
                        .distinct()
                        .count()
                != all.size()) {
            throw new IllegalArgumentException("a version of a playbook is there twice");
        }
    }

    public Optional<Playbook> find(String id, int version) {
        return all.stream()
                .filter(edition ->
                        edition.version() == version && edition.playbook().id().equals(id))
                .map(Edition::playbook)
                .findFirst();
    }

    public Optional<Playbook> of(Occasion occasion) {
        return find(occasion.playbook(), occasion.version());
    }

    /** False when somebody disabled the playbook: it begins nothing, and what waits is not raised. */
    public boolean enabled(String id) {
        return all.stream()
                .anyMatch(
                        edition -> edition.inForce() && edition.playbook().id().equals(id));
    }

    /**
     * What to wait for and what to forget after something was learned.
     *
     * @param waiting the customer's occasions that have not come due
     * @param customer as the happenings left him
     * @param happenings in the order they were learned
     */
    public List<Step> decide(CustomerId id, List<Occasion> waiting, Traits customer, List<Happening> happenings) {
        List<Occasion> open = new ArrayList<>(waiting);
        List<Step> steps = new ArrayList<>();
        for (Happening happening : happenings) {
            for (Occasion occasion : ended(open, happening)) {
                open.remove(occasion);
                steps.add(new Step.Forget(occasion, happening.fact() + " at " + happening.time("at") + " came first"));
            }
            for (Occasion occasion : begun(id, customer, happening)) {
                open.add(occasion);
                steps.add(new Step.Await(occasion));
            }
        }
        return steps;
    }

    private List<Occasion> ended(List<Occasion> open, Happening by) {
        return open.stream()
                .filter(occasion -> of(occasion)
                        .filter(playbook -> playbook.trigger().isEndedBy(by, occasion.happening()))
                        .isPresent())
                .toList();
    }

    private List<Occasion> begun(CustomerId id, Traits customer, Happening by) {
        return all.stream()
                .filter(edition ->
                        edition.inForce() && edition.playbook().trigger().isPulledBy(by))
                .filter(edition ->
                        Condition.unmet(edition.playbook().segment(), customer).isEmpty())
                .map(edition -> Occasion.of(id, edition, by))
                .toList();
    }
}
