package io.aegis.approval.application;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.contracts.AuditSealed;
import io.aegis.contracts.Topics;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Signs where the audit chains end, and publishes it. What was sealed cannot be changed or cut off any more without being
 * found, not by whoever can write the whole database, as long as he has not the key too.
 */
@ApplicationScoped
public class Sealing {
    /** As many ends fit into one message. */
    private static final int MOST = 2_000;

    private final SealRepository seals;
    private final Operations operations;
    private final ReleaseSigner signer;

    Sealing(SealRepository seals, Operations operations, ReleaseSigner signer) {
        this.seals = seals;
        this.operations = operations;
        this.signer = signer;
    }

    /**
     * Seals the ends that no seal covers. Its own transactions, one for each 2,000 ends.
     *
     * @throws io.aegis.messaging.NotNow while the key cannot be read
     */
    public void seal() {
        while (QuarkusTransaction.requiringNew().call(seals::waiting) && sealed() == MOST) {
            // there are more
        }
    }

    private int sealed() {
        return operations.run((unit, at) -> {
            List<AuditChain.Head> ends = seals.unsealed(MOST);
            if (!ends.isEmpty()) {
                AuditSeal seal = AuditSeal.next(seals.last().orElse(null), ends, at, signer::sign);
                seals.add(seal, at);
                unit.publish(
                        Topics.SEALS,
                        new AuditSealed(
                                seal.number(),
                                seal.content(),
                                ends.stream()
                                        .map(end -> new AuditSealed.End(end.customer(), end.position(), end.hash()))
                                        .toList(),
                                seal.signature()));
            }
            return ends.size();
        });
    }
}
