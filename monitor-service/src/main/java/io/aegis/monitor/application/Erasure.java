package io.aegis.monitor.application;

import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Forgetting;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Forgets a customer: the history, what was said, and what playbooks waited for. That and when there was an intervention
 * stays, since lift is measured by it.
 */
@ApplicationScoped
public class Erasure {
    private final Notebook notebook;
    private final OccasionStore occasions;
    private final Forgetting forgetting;

    Erasure(Notebook notebook, OccasionStore occasions, Forgetting forgetting) {
        this.notebook = notebook;
        this.occasions = occasions;
        this.forgetting = forgetting;
    }

    /** In the caller's unit of work. What is told later of a version from before the erasure is not taken. */
    public void erase(CustomerErased erased, UnitOfWork unit) {
        notebook.erase(erased.customer(), erased.version());
        occasions.passAll(erased.customer(), "erased", erased.at()).forEach(id -> unit.cancel(PlaybookDue.timer(id)));
        forgetting.begin(unit, erased.at());
    }
}
