package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Works what arrives in the transaction that stores it: messages that need nothing but their commit, of customers for whom
 * nothing waits and nothing is in work. All others are stored in that transaction for the {@link Worker}.
 */
@ApplicationScoped
class Arriving {
    private static final Logger LOG = Logger.getLogger(Arriving.class);

    /** What comes in a larger crowd is stored first, and worked by several hands side by side. */
    private static final int MOST = 64;

    private final Handlers handlers;
    private final Transactions transactions;
    private final Inbox inbox;
    private final Together together;
    private final InWork inWork;
    private final Worker worker;

    Arriving(
            Handlers handlers,
            Transactions transactions,
            Inbox inbox,
            Together together,
            InWork inWork,
            Worker worker) {
        this.handlers = handlers;
        this.transactions = transactions;
        this.inbox = inbox;
        this.together = together;
        this.inWork = inWork;
        this.worker = worker;
    }

    /** False when nothing was stored, and somebody has to. */
    boolean work(List<Inbox.Row> rows) {
        if (rows.size() > MOST) {
            return false;
        }
        long arrivals = worker.arrivals();
        Set<CustomerId> taken = new HashSet<>();
        try {
            Map<Inbox.Row, Handlers.Opened> ready = ready(rows, taken);
            if (ready.isEmpty()) {
                return false;
            }
            together.work(ready.values(), work -> {
                long waiting = transactions.arrive(
                        () -> inbox.store(rows, ready.keySet()),
                        (one, unit) -> work.on(one.message(), Objects.requireNonNull(ready.get(one.row())), unit));
                if (waiting > 0 || ready.size() < rows.size()) {
                    worker.wake();
                }
            });
            return true;
        } catch (Throwable e) {
            if (Database.isAway(e)) {
                throw e;
            }
            // Whosever fault it was comes out when each is worked by itself.
            LOG.debugf(e, "messages are stored before they are worked, count=%d", rows.size());
            return false;
        } finally {
            taken.forEach(inWork::giveBack);
            if (!taken.isEmpty()) {
                worker.lookAgain(arrivals);
            }
        }
    }

    /** Of each customer the first messages that only commit, up to one that does not, or cannot be read. */
    private Map<Inbox.Row, Handlers.Opened> ready(List<Inbox.Row> rows, Set<CustomerId> taken) {
        Set<CustomerId> passed = new HashSet<>();
        Map<Inbox.Row, Handlers.Opened> ready = new LinkedHashMap<>();
        for (Inbox.Row row : rows) {
            CustomerId customer = row.envelope().customer();
            Optional<Handlers.Opened> opened = passed.contains(customer) || row.error() != null
                    ? Optional.empty()
                    : handlers.onlyCommits(row.stored(0));
            if (opened.isPresent() && (taken.contains(customer) || inWork.take(customer))) {
                taken.add(customer);
                ready.put(row, opened.get());
            } else {
                passed.add(customer);
            }
        }
        return ready;
    }
}
