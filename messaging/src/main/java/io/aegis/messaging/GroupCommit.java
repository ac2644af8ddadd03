package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commits what is ready at the same moment in one transaction. Who comes while nobody commits begins one at once, by itself;
 * who comes meanwhile waits, and the first of them takes all the others along. So commits are shared by as many as there is
 * load, and nobody waits for company.
 *
 * <p>A transaction that fails is rolled back, and each of its shares is then done by itself, on its own thread: whose fault it
 * was is theirs alone.
 */
final class GroupCommit<S extends GroupCommit.Share> {
    /** Bounds how long a transaction holds its customers' locks. */
    private static final int MOST = 64;

    private final Consumer<List<S>> transaction;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiting<S>> waiting = new LinkedList<>();
    private boolean led;

    /** @param transaction does all of the shares, or throws and has done none */
    GroupCommit(Consumer<List<S>> transaction) {
        this.transaction = transaction;
    }

    /** A customer's part in a transaction. It may be done twice when the first time is rolled back, by any of the threads. */
    interface Share {
        CustomerId customer();
    }

    /** Returns when the share is committed. It throws what the share threw when it was done by itself, or that the database is away. */
    void commit(S share) {
        Waiting<S> mine = enter(share);
        while (true) {
            switch (next(mine)) {
                case Next.Leads leads -> lead();
                case Next.Over over -> {
                    return;
                }
                case Next.Alone alone -> {
                    transaction.accept(List.of(share));
                    return;
                }
                case Next.Failed(RuntimeException failure) -> throw failure;
            }
        }
    }

    /** How many have come and are not being committed yet. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private Waiting<S> enter(S share) {
        lock.lock();
        try {
            Waiting<S> mine = new Waiting<>(share, lock.newCondition());
            waiting.add(mine);
            if (!led) {
                led = true;
                mine.tell(new Next.Leads());
            }
            return mine;
        } finally {
            lock.unlock();
        }
    }

    private Next next(Waiting<S> mine) {
        lock.lock();
        try {
            return mine.next();
        } finally {
            lock.unlock();
        }
    }

    private void lead() {
        List<Waiting<S>> group = group();
        Next end = new Next.Alone();
        try {
            transaction.accept(group.stream().map(one -> one.share).toList());
            end = new Next.Over();
        } catch (RuntimeException e) {
            end = group.size() == 1 || Database.isAway(e) ? new Next.Failed(e) : end;
        } finally {
            passOn(group, end);
        }
    }

    /** The first share of each customer: what one sees of the other is in the database. */
    private List<Waiting<S>> group() {
        lock.lock();
        try {
            List<Waiting<S>> group = new ArrayList<>();
            Set<CustomerId> customers = new HashSet<>();
            Iterator<Waiting<S>> rest = waiting.iterator();
            while (rest.hasNext() && group.size() < MOST) {
                Waiting<S> one = rest.next();
                if (customers.add(one.share.customer())) {
                    group.add(one);
                    rest.remove();
                }
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void passOn(List<Waiting<S>> group, Next end) {
        lock.lock();
        try {
            group.forEach(one -> one.tell(end));
            led = !waiting.isEmpty();
            if (led) {
                waiting.getFirst().tell(new Next.Leads());
            }
        } finally {
            lock.unlock();
        }
    }

    private sealed interface Next {
        record Leads() implements Next {}

        record Over() implements Next {}

        record Alone() implements Next {}

        record Failed(RuntimeException failure) implements Next {}
    }

    /** Under the lock. */
    private static final class Waiting<S> {
        final S share;
        private final Condition told;
        private @Nullable Next next;

        Waiting(S share, Condition told) {
            this.share = share;
            this.told = told;
        }

        void tell(Next now) {
            next = now;
            told.signal();
        }

        /** A thread that is interrupted waits on: it may be the one to lead the others. */
        Next next() {
            while (next == null) {
                told.awaitUninterruptibly();
            }
            Next now = Objects.requireNonNull(next);
            next = null;
            return now;
        }
    }
}
