package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.messaging.TransactionMemory;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.application.WatchStore.Known;
import io.aegis.monitor.application.WatchStore.News;
import io.aegis.monitor.application.WatchStore.Question;
import io.aegis.monitor.application.WatchStore.Standing;
import io.aegis.monitor.domain.Occasion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the running transaction is told of customers, and what it knows of them. The statement that keeps the first message also
 * reads what all messages of the transaction need; the others are kept by one statement, right before the commit or before
 * somebody looks. What comes of it is the same as when each is kept by itself.
 *
 * <p>All of it needs a transaction that holds the locks of the customers it is about.
 */
@ApplicationScoped
public class Notebook {
    private final WatchStore watches;
    private final TransactionMemory memory;

    Notebook(WatchStore watches, TransactionMemory memory) {
        this.watches = watches;
        this.memory = memory;
    }

    /**
     * @param revision of the playbooks by which it was decided
     * @param others what the other messages of this transaction will ask; asked only when something is read
     * @return the customer's page, as it was before; empty, and nothing was kept, when the playbooks are others by now
     */
    Optional<Page> keep(long revision, News news, Question question, Supplier<Stream<Question>> others) {
        Open open = open();
        Page page = open.pages.get(question.customer());
        if (page == null || !page.question.covers(question)) {
            return ask(open, revision, news, question, others.get());
        }
        if (page.takes(news)) {
            open.told.add(news);
        }
        return Optional.of(page);
    }

    private Optional<Page> ask(Open open, long revision, News news, Question question, Stream<Question> others) {
        write(open);
        Map<CustomerId, Question> questions = new LinkedHashMap<>();
        Stream.concat(Stream.of(question), others).forEach(one -> questions.merge(one.customer(), one, Question::and));
        return watches.keep(revision, List.of(news), List.copyOf(questions.values()))
                .map(answers -> {
                    for (Known known : answers) {
                        Question asked = Objects.requireNonNull(questions.get(known.customer()));
                        open.pages.put(known.customer(), new Page(asked, known));
                    }
                    return Objects.requireNonNull(open.pages.get(question.customer()));
                });
    }

    /** From now on the occasion's row is there, also when this transaction began it. */
    void write(Occasion begun) {
        Open open = open();
        if (open.told.stream().anyMatch(news -> news.begins().contains(begun))) {
            write(open);
        }
    }

    /** @param since from when on contacts are of interest. Whatever follows may change what was known of the customer. */
    Standing standing(CustomerId customer, Instant since) {
        settle(customer);
        return watches.standing(customer, since);
    }

    /** Forgets what is known from before a version, and takes nothing from before it any more. */
    void erase(CustomerId customer, long version) {
        settle(customer);
        watches.erase(customer, version);
    }

    private void settle(CustomerId customer) {
        Open open = open();
        if (open.told.stream().anyMatch(news -> news.now().customer().equals(customer))) {
            write(open);
        }
        open.pages.remove(customer);
    }

    private void write(Open open) {
        if (!open.told.isEmpty()) {
            watches.keep(open.told);
            open.told.clear();
        }
    }

    private Open open() {
        return Objects.requireNonNull(
                memory.kept(Open.class, Open::new, this::write), "what is told needs a transaction");
    }

    /** @see #keep */
    private static final class Open {
        final Map<CustomerId, Page> pages = new HashMap<>();
        final List<News> told = new ArrayList<>();
    }

    /** A customer, as this transaction knows him, with what its own messages changed. */
    static final class Page {
        private final Question question;
        private final long erased;
        private final Set<InterventionId> begun;
        private final List<Occasion> open;
        private final List<Measured> measured;

        private Page(Question question, Known known) {
            this.question = question;
            this.erased = known.erased();
            this.begun = new HashSet<>(known.begun());
            this.open = new ArrayList<>(known.open());
            this.measured = new ArrayList<>(known.measured());
        }

        /** False for what is from before the customer was erased. */
        boolean takes(News news) {
            return erased <= news.now().version();
        }

        List<Occasion> open() {
            return List.copyOf(open);
        }

        List<Measured> measured() {
            return List.copyOf(measured);
        }

        /** @return false when it began before, whatever came of it */
        boolean begin(Occasion occasion) {
            return begun.add(occasion.id()) && open.add(occasion);
        }

        void forget(Occasion occasion) {
            open.remove(occasion);
        }

        void reached(Measured contact) {
            measured.remove(contact);
        }
    }
}
