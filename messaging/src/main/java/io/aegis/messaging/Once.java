package io.aegis.messaging;

import io.aegis.contracts.Envelope;
import io.aegis.contracts.Message;
import java.util.List;
import java.util.function.Consumer;

/** A message on its way; the handler commits once. */
abstract class Once implements Delivery {
    private final InboxRow row;
    private final Backlog backlog;
    private boolean committed;

    Once(InboxRow row, Backlog backlog) {
        this.row = row;
        this.backlog = backlog;
    }

    abstract void work(Consumer<UnitOfWork> work);

    @Override
    public Envelope envelope() {
        return row.envelope();
    }

    @Override
    public <M extends Message> List<M> waiting(Class<M> type) {
        return backlog.behind(row, type);
    }

    @Override
    public void commit(Consumer<UnitOfWork> work) {
        if (committed) {
            throw new IllegalStateException("a message is committed once");
        }
        work(work);
        committed = true;
    }

    void checkCommitted() {
        if (!committed) {
            throw new IllegalStateException("the handler did not commit");
        }
    }
}
