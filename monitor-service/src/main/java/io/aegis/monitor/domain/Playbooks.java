package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All versions of all playbooks. Immutable and thread-safe. */
public final class Playbooks {
    private final Map<Named, Playbook> versions = new HashMap<>();
    private final Set<String> enabled = new HashSet<>();
    private final Map<String, List<Edition>> begunBy = new HashMap<>();
    private final Set<String> heeded = new HashSet<>();

    public Playbooks(List<Edition> all) {
        for (Edition edition : all) {
            Playbook playbook = edition.playbook();
            if (versions.put(new Named(playbook.id(), edition.version()), playbook) != null) {
                throw new IllegalArgumentException("a version of a playbook is there twice");
            }
            heeded.addAll(playbook.trigger().unless());
            if (playbook.goal() != null) {
                heeded.add(playbook.goal().fact());
            }
            if (edition.inForce()) {
                enabled.add(playbook.id());
                heeded.add(playbook.trigger().after());
                begunBy.computeIfAbsent(playbook.trigger().after(), fact -> new ArrayList<>())
                        .add(edition);
            }
        }
    }

    private record Named(String id, int version) {}

    public Optional<Playbook> of(Occasion occasion) {
        return Optional.ofNullable(versions.get(new Named(occasion.playbook(), occasion.version())));
    }

    /** False when somebody disabled the playbook: it begins nothing, and what waits is not raised. */
    public boolean enabled(String id) {
        return enabled.contains(id);
    }

    /** False when none of it can begin, end or fulfil anything, whoever it happens to. */
    public boolean heed(List<Happening> happenings) {
        return happenings.stream().anyMatch(happening -> heeded.contains(happening.fact()));
    }

    /**
     * What to wait for and what to forget after something was learned. What to wait for does not depend on what is waited
     * for already.
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
        return begunBy.getOrDefault(by.fact(), List.of()).stream()
                .filter(edition -> edition.playbook().trigger().isPulledBy(by))
                .filter(edition ->
                        Condition.unmet(edition.playbook().segment(), customer).isEmpty())
                .map(edition -> Occasion.of(id, edition, by))
                .toList();
    }
}
