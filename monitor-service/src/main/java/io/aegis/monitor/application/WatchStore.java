package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.InterventionId;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Occasion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of each customer. Takes part in the caller's transaction, which holds the customer's lock. It is asked for
 * with each message, so each question is one statement.
 */
public interface WatchStore {
    /**
     * Keeps what was told: the snapshot, unless a newer one is there; the history; the contacts; the occasions that are not
     * known yet.
     */
    Kept keep(News news);

    /** Forgets what is known from before a version, and takes nothing from before it any more. */
    void erase(CustomerId customer, long version);

    /** @param since from when on contacts are of interest */
    Standing standing(CustomerId customer, Instant since);

    /**
     * What was told of a customer, and what playbooks make of it.
     *
     * @param revision of the playbooks
     * @param heeded whether playbooks can care; when not, nothing is begun, and what is open or measured is not asked for
     * @param mails when agents sent mails to the customer, each of which is a contact
     * @param begun in the order they began
     */
    record News(
            long revision,
            CustomerSnapshot now,
            List<Happening> happenings,
            Instant toldAt,
            boolean heeded,
            List<Instant> mails,
            List<Occasion> begun) {}

    sealed interface Kept {
        /** Nothing was kept, since the playbooks are others by now. */
        record Outdated() implements Kept {}

        /** Nothing was kept, since it is from before the customer was erased. */
        record Erased() implements Kept {}

        /**
         * @param begun which of the occasions were not known before, decided or not
         * @param open what else of the customer's waits for its time or is held back
         * @param measured contacts and hold-outs whose goal is neither reached nor out of reach, oldest first
         */
        record Taken(Set<InterventionId> begun, List<Occasion> open, List<Measured> measured) implements Kept {}
    }

    /**
     * All that is known of a customer when something is due.
     *
     * @param revision of the playbooks, as they are now
     * @param customer version 0 for one nobody has told of
     * @param contacts when the customer was spoken to unasked
     * @param approached when each playbook that waits or is held back last spoke to the customer, or held out instead;
     *     without those that never did
     * @param open what waits for its time or is held back
     */
    record Standing(
            long revision,
            CustomerSnapshot customer,
            List<Instant> contacts,
            Map<String, Instant> approached,
            List<Occasion> open) {}
}
