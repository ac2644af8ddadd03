package io.aegis.agent.domain;

import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.UsageSummary;
import java.util.List;
import java.util.Optional;

/** A run as a skill sees it: what was asked, what has been looked at, and what became of its actions. */
public record Situation(Run run) {
    public Ask ask() {
        return run.ask();
    }

    /** The customer, once {@link Tools#PROFILE} was called. */
    public Optional<CustomerSnapshot> profile() {
        return read(Tools.PROFILE, CustomerSnapshot.class);
    }

    /** The customer's calls, once {@link Tools#USAGE} was called. */
    public Optional<UsageSummary> usage() {
        return read(Tools.USAGE, UsageSummary.class);
    }

    /** True once any action was proposed; its end is known too, since the model is asked only when nothing is open. */
    public boolean acted() {
        return run.entries(Proposed.class).findAny().isPresent();
    }

    /** The facts of this kind that this run's actions brought about. */
    public <F extends CustomerFact> Optional<F> brought(Class<F> kind) {
        return run.entries(Settled.class)
                .flatMap(settled -> settled.facts().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** True once the model called any action, whether or not it could be proposed. */
    public boolean tried() {
        return acted() || run.entries(ToolRefused.class).findAny().isPresent();
    }

    /** What to tell of actions that were done. */
    public List<String> achievements() {
        return told(true);
    }

    /** What to tell of actions that were not done. */
    public List<String> setbacks() {
        return told(false);
    }

    private List<String> told(boolean done) {
        return run.entries(Settled.class)
                .filter(settled -> (settled.end() == End.DONE) == done)
                .map(Settled::told)
                .toList();
    }

    /** What a read-only tool found when it was called last. */
    public <T> Optional<T> read(String tool, Class<T> type) {
        return run.entries(ToolRead.class)
                .filter(read -> read.tool().equals(tool))
                .reduce((earlier, later) -> later)
                .map(read -> Json.convert(read.result(), type));
    }
}
