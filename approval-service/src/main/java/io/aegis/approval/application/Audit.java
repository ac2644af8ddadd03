package io.aegis.approval.application;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Explanation;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reading the audit. */
@ApplicationScoped
public class Audit {
    private final AuditRepository chains;
    private final ApprovalRepository approvals;
    private final Rulings rulings;

    Audit(AuditRepository chains, ApprovalRepository approvals, Rulings rulings) {
        this.chains = chains;
        this.approvals = approvals;
        this.rulings = rulings;
    }

    /** Of one action, in order; empty when there is no such action. */
    public List<AuditChain.Link> of(ActionId action) {
        return chains.of(action);
    }

    /** Why an action is what it is; empty when there is none. */
    public Optional<Explanation> why(ActionId action) {
        return approvals
                .find(action)
                .map(approval -> Explanation.of(
                        approval,
                        rulings.policy().describe(approval.effective()),
                        rulings.policy()
                                .type(approval.action())
                                .map(type -> type.agent().wireName())
                                .orElse("none"),
                        records(of(action).stream()
                                .filter(link ->
                                        link.customer().equals(approval.action().customer()))
                                .toList()),
                        approvals.outcome(action).orElse(null)));
    }

    /** With what people wrote, where it is not forgotten. */
    public List<AuditRecord> records(List<AuditChain.Link> links) {
        Map<AuditChain.Link, Words> words = chains.words(links);
        return links.stream()
                .map(link ->
                        Words.read(Json.read(link.record(), AuditRecord.class), Optional.ofNullable(words.get(link))))
                .toList();
    }

    /** What people wrote, beside the links that have its hash; absent once it is forgotten. */
    public Map<AuditChain.Link, Words> words(List<AuditChain.Link> links) {
        return chains.words(links);
    }

    /** Releases that were not the gate's, as agents have told: how many ever, and the latest. */
    public AuditRepository.Found forged(int limit) {
        return chains.latest(AuditRecord.FORGED, limit);
    }

    /**
     * Its own transaction; decisions may go on meanwhile.
     *
     * @param witness a position and hash that the log has told, to hold the chain against
     */
    @Transactional
    public AuditChain.Verification verify(CustomerId customer, AuditChain.@Nullable Head witness) {
        AuditChain chain = chains.chain(customer);
        AuditChain.Verification own = witness == null ? chain.verify() : chain.verify(witness);
        if (own instanceof AuditChain.Verification.Broken) {
            return own;
        }
        Map<Long, Words> words = chains.words(chain.links()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().position(), Map.Entry::getValue));
        Optional<AuditChain.Verification.Broken> fault = Words.fault(chain.links(), words);
        return fault.isPresent() ? fault.get() : own;
    }
}
