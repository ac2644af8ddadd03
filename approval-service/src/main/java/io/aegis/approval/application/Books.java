package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gate's tables, as the {@link Ledger} reads and writes them for a transaction: one statement, whatever the number of
 * messages. Both need the customers' locks.
 */
public interface Books {
    List<Page> read(List<Place> places);

    /** @throws RuntimeException when an action that is added is there already */
    void write(Written written);

    /** What is known of the customer from before the version is forgotten, at once. */
    void forget(CustomerId customer, long version);

    /** @param action absent where it is about the customer alone */
    record Place(CustomerId customer, @Nullable ActionId action) {
        public static Place of(ProposedAction action) {
            return new Place(action.customer(), action.id());
        }
    }

    /**
     * What stands at a place.
     *
     * @param entry of the action, also where it is another customer's; absent when there is none
     * @param head where the customer's audit chain ends
     */
    record Page(Place place, @Nullable Entry entry, AuditChain.Head head, Known known) {}

    /** @param outcome absent until the agent has told */
    record Entry(Approval.Ruled approval, @Nullable Outcome outcome) {}

    /** What state told of a customer last, as far as a decision can rest on it. @param version of the customer there */
    record Known(long version, Basis basis) {
        public static final Known NOTHING = new Known(-1, Basis.NOTHING);

        /** An older word changes nothing. */
        static Known later(Known one, Known other) {
            return other.version > one.version ? other : one;
        }
    }

    /** The policy that is only compared would have decided otherwise. */
    record Difference(ProposedAction action, Ruling live, Ruling shadow, Instant at) {}

    /**
     * What a transaction changes. No action is in more than one of the first three.
     *
     * @param links in the order of each customer's chain
     * @param words what people wrote, beside the links that have its hash
     * @param known replaces what is of an older version
     */
    record Written(
            List<Approval.Ruled> added,
            List<Approval.Ruled> changed,
            Map<ActionId, Outcome> ended,
            List<Difference> differences,
            List<AuditChain.Link> links,
            Map<AuditChain.Link, Words> words,
            Map<CustomerId, Known> known) {
        public Written {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            ended = Map.copyOf(ended);
            differences = List.copyOf(differences);
            links = List.copyOf(links);
            words = Map.copyOf(words);
            known = Map.copyOf(known);
        }

        public boolean nothing() {
            return added.isEmpty()
                    && changed.isEmpty()
                    && ended.isEmpty()
                    && differences.isEmpty()
                    && links.isEmpty()
                    && words.isEmpty()
                    && known.isEmpty();
        }
    }
}
