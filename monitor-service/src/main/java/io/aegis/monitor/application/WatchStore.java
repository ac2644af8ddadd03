package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.InterventionId;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Occasion;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of each customer. Takes part in the caller's transaction, which holds the locks of the customers it is about.
 * It is asked for with each message, so each question is one statement.
 */
public interface WatchStore {
    /**
     * Keeps what was told, as {@link #keep(List)} does, and answers what was known before it.
     *
     * @param revision of the playbooks by which it was decided
     * @param questions one for each customer
     * @return an answer to each question; empty, and nothing was kept, when the playbooks are others by now
     */
    Optional<List<Known>> keep(long revision, List<News> told, List<Question> questions);

    /**
     * Keeps, of each message in the order given, the snapshot, unless a newer one is there; the history; the contacts; the
     * occasions that are not known yet. Of one from before the customer was erased, nothing.
     */
    void keep(List<News> told);

    /** Forgets what is known from before a version, and takes nothing from before it any more. */
    void erase(CustomerId customer, long version);

    /** @param since from when on contacts are of interest */
    Standing standing(CustomerId customer, Instant since);

    /**
     * What was told of a customer, and what playbooks make of it.
     *
     * @param mails when agents sent mails to the customer, each of which is a contact
     * @param begins in the order they begin
     */
    record News(
            CustomerSnapshot now,
            List<Happening> happenings,
            Instant toldAt,
            List<Instant> mails,
            List<Occasion> begins) {}

    /**
     * What is to be known of a customer.
     *
     * @param heeded whether playbooks can care; when not, what is open or measured is not asked for
     * @param begins occasions that may begin
     */
    record Question(CustomerId customer, boolean heeded, Set<InterventionId> begins) {
        Question and(Question other) {
            Set<InterventionId> both = new HashSet<>(begins);
            both.addAll(other.begins);
            return new Question(customer, heeded || other.heeded, both);
        }

        /** Whether who knows the answer to this knows the answer to the other. */
        boolean covers(Question other) {
            return (heeded || !other.heeded) && begins.containsAll(other.begins);
        }
    }

    /**
     * @param erased nothing is taken from before this version
     * @param begun which of the occasions that may begin have begun already, decided or not
     * @param open what of the customer's waits for its time or is held back
     * @param measured contacts and hold-outs whose goal is neither reached nor out of reach, oldest first
     */
    record Known(
            CustomerId customer,
            long erased,
            Set<InterventionId> begun,
            List<Occasion> open,
            List<Measured> measured) {}

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
