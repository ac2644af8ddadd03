package io.aegis.approval.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aegis.approval.application.Books.Page;
import io.aegis.approval.application.Books.Place;
import io.aegis.approval.application.Books.Written;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.Proposals;
import io.aegis.approval.domain.Ruling;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.aegis.messaging.TransactionMemory;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a transaction reads and writes of the gate's books, whatever they are kept in. */
class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
    private static final CustomerId CUSTOMER = new CustomerId("customer-1");
    private static final Basis PRO = new Basis(Map.of("tier", "pro"));
    private static final Basis STARTER = new Basis(Map.of("tier", "starter"));

    private final Shelf shelf = new Shelf();
    private final OneTransaction transaction = new OneTransaction();

    @SuppressWarnings("NullAway") // nothing is looked up outside of the transaction
    private final Ledger ledger = new Ledger(shelf, null, new TransactionMemory(transaction));

    @Test
    void four_proposals_are_read_by_one_statement_and_written_by_one() {
        List<ProposedAction> actions =
                Stream.of("a", "b", "c", "d").map(LedgerTest::action).toList();

        actions.forEach(this::decide);
        transaction.commit();

        assertThat(shelf.readings)
                .containsExactly(actions.stream().map(Place::of).toList());
        assertThat(shelf.writings).hasSize(1);
        Written written = shelf.writings.getFirst();
        assertThat(written.added()).extracting(Approval::action).isEqualTo(actions);
        assertThat(written.links()).extracting(AuditChain.Link::position).containsExactly(1L, 2L, 3L, 4L);
        assertThat(new AuditChain(written.links().getLast().asHead(), written.links()).verify())
                .isEqualTo(new AuditChain.Verification.Intact(4));
    }

    @Test
    void nothing_is_written_when_the_transaction_does_not_commit() {
        decide(action("a"));

        assertThat(shelf.writings).isEmpty();
    }

    @Test
    void the_chain_goes_on_from_where_it_ends() {
        decide(action("a"));
        transaction.commit();
        transaction.begin();

        decide(action("b"));
        transaction.commit();

        assertThat(shelf.writings.getLast().links())
                .extracting(AuditChain.Link::position, AuditChain.Link::previous)
                .containsExactly(
                        tuple(2L, shelf.writings.getFirst().links().getFirst().hash()));
    }

    @Test
    void what_was_put_is_found_before_it_is_written() {
        Approval.Ruled held = decide(action("a"));

        assertThat(ledger.find(CUSTOMER, held.action().id())).contains(new Books.Entry(held, null));
    }

    @Test
    void what_is_put_twice_in_a_transaction_is_added_as_it_stands_last() {
        Approval.Ruled held = decide(action("a"));
        Approval.Ruled denied = new Approval.Denied(held.proposed(), DENY, new Approval.Closing("policy", NOW, "No."));

        ledger.put(denied);
        transaction.commit();

        assertThat(shelf.writings.getFirst().added()).containsExactly(denied);
        assertThat(shelf.writings.getFirst().changed()).isEmpty();
    }

    @Test
    void what_was_there_before_is_changed() {
        Approval.Ruled held = decide(action("a"));
        transaction.commit();
        transaction.begin();
        Approval.Ruled denied = new Approval.Denied(held.proposed(), DENY, new Approval.Closing("policy", NOW, "No."));

        ledger.put(denied);
        transaction.commit();

        assertThat(shelf.writings.getLast().added()).isEmpty();
        assertThat(shelf.writings.getLast().changed()).containsExactly(denied);
    }

    @Test
    void one_statement_never_changes_a_row_twice() {
        Approval.Ruled held = decide(action("a"));
        Outcome outcome = new Outcome(true, "Done.", AgentName.QUERY, NOW);

        ledger.ended(held, outcome);
        transaction.commit();

        assertThat(shelf.writings).hasSize(2);
        assertThat(shelf.writings.getLast().ended())
                .containsExactly(Map.entry(held.action().id(), outcome));
        assertThat(ledger.find(CUSTOMER, held.action().id())).contains(new Books.Entry(held, outcome));
    }

    @Test
    void an_older_word_of_state_changes_nothing() {
        ledger.keep(CUSTOMER, 7, PRO);
        ledger.keep(CUSTOMER, 6, STARTER);

        assertThat(ledger.known(CUSTOMER)).isEqualTo(PRO);
        transaction.commit();
        assertThat(shelf.writings.getFirst().known()).containsExactly(Map.entry(CUSTOMER, new Books.Known(7, PRO)));
    }

    @Test
    void a_word_of_state_is_known_to_the_decision_behind_it_and_needs_no_reading() {
        ledger.keep(CUSTOMER, 8, STARTER);

        assertThat(shelf.readings).isEmpty();
        assertThat(ledger.known(CUSTOMER)).isEqualTo(STARTER);
    }

    @Test
    void who_changes_the_tables_is_read_anew_afterwards() {
        Approval.Ruled held = decide(action("a"));

        ledger.settle();
        shelf.entries.remove(held.action().id());

        assertThat(shelf.writings).hasSize(1);
        assertThat(ledger.find(CUSTOMER, held.action().id())).isEmpty();
    }

    private static final Ruling.Deny DENY = new Ruling.Deny("some-rule", "1", "No.");

    private static ProposedAction action(String id) {
        return Proposals.of(id, CUSTOMER.value(), "key.issue", "{\"environment\":\"production\"}", Tier.NONE);
    }

    /** As the gate does: look up with the others, put, append. */
    private Approval.Ruled decide(ProposedAction action) {
        ledger.lookUp(Place.of(action), () -> Stream.of("a", "b", "c", "d").map(id -> Place.of(action(id))));
        Approval.Ruled held = new Approval.Proposed(action, "correlation", NOW, PRO)
                .under(new Policy(ActionCatalogue.packaged()).hold("some-rule", "A human looks.", NOW));
        ledger.put(held);
        AuditChain.Head head = ledger.head(CUSTOMER);
        ledger.append(AuditChain.append(head, AuditRecord.of(held, NOW, head.position() + 1)));
        return held;
    }

    /** Keeps what is written in memory. */
    private static final class Shelf implements Books {
        final List<List<Place>> readings = new ArrayList<>();
        final List<Written> writings = new ArrayList<>();
        final Map<ActionId, Entry> entries = new HashMap<>();
        private final Map<CustomerId, AuditChain.Head> heads = new HashMap<>();

        @Override
        public List<Page> read(List<Place> places) {
            readings.add(places);
            return places.stream()
                    .map(place -> new Page(
                            place,
                            Optional.ofNullable(place.action())
                                    .map(entries::get)
                                    .orElse(null),
                            heads.getOrDefault(place.customer(), AuditChain.Head.start(place.customer())),
                            Known.NOTHING))
                    .toList();
        }

        @Override
        public void write(Written written) {
            writings.add(written);
            Stream.concat(written.added().stream(), written.changed().stream())
                    .forEach(approval -> entries.put(approval.action().id(), new Entry(approval, null)));
            written.links().forEach(link -> heads.put(link.customer(), link.asHead()));
        }

        @Override
        public void forget(CustomerId customer, long version) {
            throw new UnsupportedOperationException();
        }
    }

    /** The transaction of this thread, and no other. */
    private static final class OneTransaction implements TransactionSynchronizationRegistry {
        private final Map<Object, Object> resources = new HashMap<>();
        private final List<Synchronization> ends = new ArrayList<>();

        void begin() {
            resources.clear();
            ends.clear();
        }

        void commit() {
            ends.forEach(Synchronization::beforeCompletion);
        }

        @Override
        public @Nullable Object getResource(Object key) {
            return resources.get(key);
        }

        @Override
        public void putResource(Object key, Object value) {
            resources.put(key, value);
        }

        @Override
        public void registerInterposedSynchronization(Synchronization synchronization) {
            ends.add(synchronization);
        }

        @Override
        public Object getTransactionKey() {
            return this;
        }

        @Override
        public int getTransactionStatus() {
            return Status.STATUS_ACTIVE;
        }

        @Override
        public void setRollbackOnly() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean getRollbackOnly() {
            return false;
        }
    }
}
