package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the running transaction remembers until its commit, for stores that write once what they were told in parts. */
@ApplicationScoped
public class TransactionMemory {
    private final TransactionSynchronizationRegistry transactions;

    public TransactionMemory(TransactionSynchronizationRegistry transactions) {
        this.transactions = transactions;
    }

    /**
     * What is kept under a type; absent outside of any transaction.
     *
     * @param first makes it at the first need
     * @param beforeCommit gets it as the last thing of the transaction, which it is part of; not when that is rolled back
     */
    public <T> @Nullable T kept(Class<T> type, Supplier<T> first, Consumer<T> beforeCommit) {
        if (transactions.getTransactionKey() == null) {
            return null;
        }
        if (transactions.getResource(type) instanceof Object known) {
            return type.cast(known);
        }
        T made = first.get();
        transactions.putResource(type, made);
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                beforeCommit.accept(made);
            }

            @Override
            public void afterCompletion(int status) {
                // it is over with the transaction
            }
        });
        return made;
    }
}
