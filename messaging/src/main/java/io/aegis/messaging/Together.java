package io.aegis.messaging;

import io.aegis.contracts.Message;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Works messages that need nothing but their commit, of many customers, in one transaction. */
@ApplicationScoped
class Together {
    private final Backlog backlog;

    Together(Backlog backlog) {
        this.backlog = backlog;
    }

    /**
     * @param opened all of the messages
     * @param transaction runs the transaction, in which it gives each message to be worked to the function that it gets
     */
    void work(Collection<Handlers.Opened> opened, Consumer<Work> transaction) {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            transaction.accept((row, message, unit) -> {
                Within delivery = new Within(row, unit, opened);
                message.handle(delivery);
                delivery.checkCommitted();
            });
        } finally {
            request.terminate();
        }
    }

    interface Work {
        void on(InboxRow row, Handlers.Opened message, UnitOfWork unit);
    }

    /** Inside the transaction of several, which is the first attempt of each. */
    private final class Within extends Once {
        private final UnitOfWork unit;
        private final Collection<Handlers.Opened> all;

        Within(InboxRow row, UnitOfWork unit, Collection<Handlers.Opened> all) {
            super(row, backlog);
            this.unit = unit;
            this.all = all;
        }

        @Override
        public boolean lastAttempt() {
            return false;
        }

        @Override
        public <M extends Message> List<M> together(Class<M> type) {
            return all.stream()
                    .flatMap(opened -> opened.read().stream())
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        @Override
        void work(Consumer<UnitOfWork> work) {
            work.accept(unit);
        }
    }
}
