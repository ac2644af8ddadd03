package io.aegis.approval.application;

import io.aegis.approval.application.Books.Entry;
import io.aegis.approval.application.Books.Known;
import io.aegis.approval.application.Books.Place;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.TransactionMemory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The books of the gate inside a transaction: every action and where it stands, the ends of the audit chains, what is known
 * of customers. What a transaction needs is read once and together, and what it changes is written together before it
 * commits, for many messages as for one. What was changed here is seen here at once.
 *
 * <p>All of it needs a transaction that holds the locks of the customers it is about. When writing fails, the transaction
 * does.
 */
@ApplicationScoped
public class Ledger {
    private final Books books;
    private final ApprovalRepository approvals;
    private final TransactionMemory memory;

    Ledger(Books books, ApprovalRepository approvals, TransactionMemory memory) {
        this.books = books;
        this.approvals = approvals;
        this.memory = memory;
    }

    /**
     * Reads what a message needs, unless it was read, and at the same time what others of this transaction will need.
     *
     * @param others asked only when there is something to read
     */
    public void lookUp(Place place, Supplier<Stream<Place>> others) {
        Open open = open();
        if (!open.hasRead(place)) {
            books.read(Stream.concat(Stream.of(place), others.get().filter(other -> !open.hasRead(other)))
                            .distinct()
                            .toList())
                    .forEach(open::read);
        }
    }

    /** @return another customer's action, when that one has the id */
    Optional<Entry> find(CustomerId customer, ActionId action) {
        lookUp(new Place(customer, action), Stream::of);
        return open().entries.getOrDefault(action, Optional.empty());
    }

    /** As it is outside of any transaction, for who does not yet know whose it is. */
    Optional<Approval.Ruled> standing(ActionId action) {
        return approvals.find(action);
    }

    /** From now on the action stands so. */
    void put(Approval.Ruled approval) {
        Open open = open();
        ActionId id = approval.action().id();
        if (open.ended.containsKey(id)) {
            write(open);
        }
        Optional<Entry> before = find(approval.action().customer(), id);
        (before.isEmpty() || open.added.containsKey(id) ? open.added : open.changed).put(id, approval);
        open.entries.put(
                id, Optional.of(new Entry(approval, before.map(Entry::outcome).orElse(null))));
    }

    /** How an action ended that was found here. */
    void ended(Approval.Ruled approval, Outcome outcome) {
        Open open = open();
        ActionId id = approval.action().id();
        if (open.added.containsKey(id) || open.changed.containsKey(id)) {
            write(open);
        }
        open.ended.put(id, outcome);
        open.entries.put(id, Optional.of(new Entry(approval, outcome)));
    }

    void differs(Books.Difference difference) {
        open().differences.add(difference);
    }

    AuditChain.Head head(CustomerId customer) {
        lookUp(new Place(customer, null), Stream::of);
        return open().heads.getOrDefault(customer, AuditChain.Head.start(customer));
    }

    /** @param link follows the customer's {@link #head} */
    void append(AuditChain.Link link) {
        Open open = open();
        open.links.add(link);
        open.heads.put(link.customer(), link.asHead());
    }

    /** @param words what a person wrote; the link has its hash */
    void append(AuditChain.Link link, Words words) {
        append(link);
        open().words.put(link, words);
    }

    /** Nothing when state has not told anything yet. */
    Basis known(CustomerId customer) {
        lookUp(new Place(customer, null), Stream::of);
        Open open = open();
        return Known.later(
                        open.known.getOrDefault(customer, Known.NOTHING),
                        open.told.getOrDefault(customer, Known.NOTHING))
                .basis();
    }

    /** @param version of the customer at state-service; an older one than is known changes nothing */
    public void keep(CustomerId customer, long version, Basis known) {
        open().told.merge(customer, new Known(version, known), Known::later);
    }

    /** Forgets what is known of the customer from before the version. */
    public void forget(CustomerId customer, long version) {
        settle();
        books.forget(customer, version);
    }

    /** Writes now, for whoever reads the tables in this transaction. */
    void write() {
        write(open());
    }

    /** Writes now and forgets what was read, for whoever changes the tables in this transaction. */
    void settle() {
        Open open = open();
        write(open);
        open.entries.clear();
        open.heads.clear();
        open.known.clear();
    }

    private void write(Open open) {
        Books.Written written = open.changes();
        if (!written.nothing()) {
            books.write(written);
            open.written();
        }
    }

    private Open open() {
        return Objects.requireNonNull(memory.kept(Open.class, Open::new, this::write), "the books need a transaction");
    }

    /** What one transaction has read, and what it will write. */
    private static final class Open {
        final Map<ActionId, Optional<Entry>> entries = new HashMap<>();
        final Map<CustomerId, AuditChain.Head> heads = new HashMap<>();
        final Map<CustomerId, Known> known = new HashMap<>();

        final Map<ActionId, Approval.Ruled> added = new LinkedHashMap<>();
        final Map<ActionId, Approval.Ruled> changed = new LinkedHashMap<>();
        final Map<ActionId, Outcome> ended = new LinkedHashMap<>();
        final List<Books.Difference> differences = new ArrayList<>();
        final List<AuditChain.Link> links = new ArrayList<>();
        final Map<AuditChain.Link, Words> words = new LinkedHashMap<>();
        final Map<CustomerId, Known> told = new LinkedHashMap<>();

        boolean hasRead(Place place) {
            return heads.containsKey(place.customer())
                    && (place.action() == null || entries.containsKey(place.action()));
        }

        /** What was changed here is later than what stands there. */
        void read(Books.Page page) {
            heads.putIfAbsent(page.place().customer(), page.head());
            known.putIfAbsent(page.place().customer(), page.known());
            ActionId action = page.place().action();
            if (action != null) {
                entries.putIfAbsent(action, Optional.ofNullable(page.entry()));
            }
        }

        Books.Written changes() {
            return new Books.Written(
                    List.copyOf(added.values()), List.copyOf(changed.values()), ended, differences, links, words, told);
        }

        void written() {
            told.forEach((customer, latest) ->
                    known.computeIfPresent(customer, (same, before) -> Known.later(before, latest)));
            added.clear();
            changed.clear();
            ended.clear();
            differences.clear();
            links.clear();
            words.clear();
            told.clear();
        }
    }
}
