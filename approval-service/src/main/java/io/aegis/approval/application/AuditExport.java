package io.aegis.approval.application;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.CustomerId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the audit with all that is needed to check it: the seals first, then chain by chain. Each chain is as it is when
 * it is read, which is never before the seals. No transaction is open for long, and memory holds one chain.
 */
@ApplicationScoped
public class AuditExport {
    private static final int PAGE = 500;

    private final AuditRepository chains;
    private final SealRepository seals;

    AuditExport(AuditRepository chains, SealRepository seals) {
        this.chains = chains;
        this.seals = seals;
    }

    /**
     * What is asked for; of everybody and always where it says nothing.
     *
     * @param from the seals begin here too, and go on to the last
     */
    public record Extent(
            @Nullable CustomerId customer,
            @Nullable Instant from,
            @Nullable Instant to) {
        boolean always() {
            return from == null && to == null;
        }
    }

    /** Where it goes. */
    public interface Receiver {
        void seal(AuditSeal seal) throws IOException;

        /** @param words what people wrote, by the position of its record */
        void chain(AuditChain chain, Map<Long, Words> words) throws IOException;
    }

    public void export(Extent extent, Receiver receiver) throws IOException {
        long last = 0;
        List<AuditSeal> page;
        do {
            long after = last;
            page = QuarkusTransaction.requiringNew().call(() -> seals.after(after, extent.from, PAGE));
            for (AuditSeal seal : page) {
                receiver.seal(excerpt(seal, extent.customer));
                last = seal.number();
            }
        } while (page.size() == PAGE);
        List<CustomerId> customers = extent.customer == null
                ? QuarkusTransaction.requiringNew().call(chains::customers)
                : List.of(extent.customer);
        for (CustomerId customer : customers) {
            Optional<Read> read = QuarkusTransaction.requiringNew().call(() -> read(customer, extent));
            if (read.isPresent()) {
                receiver.chain(read.get().chain, read.get().words);
            }
        }
    }

    private record Read(AuditChain chain, Map<Long, Words> words) {}

    private Optional<Read> read(CustomerId customer, Extent extent) {
        Optional<AuditChain> found =
                extent.always() ? Optional.of(chains.chain(customer)) : chains.chain(customer, extent.from, extent.to);
        return found.filter(
                        chain -> chain.head().position() > 0 || !chain.links().isEmpty())
                .map(chain -> new Read(
                        chain,
                        chains.words(chain.links()).entrySet().stream()
                                .collect(
                                        Collectors.toMap(entry -> entry.getKey().position(), Map.Entry::getValue))));
    }

    /** The seal with the one customer's ends only. */
    private static AuditSeal excerpt(AuditSeal seal, @Nullable CustomerId customer) {
        return customer == null
                ? seal
                : new AuditSeal(
                        seal.number(),
                        seal.content(),
                        seal.ends().stream()
                                .filter(end -> end.customer().equals(customer))
                                .toList(),
                        seal.signature());
    }
}
