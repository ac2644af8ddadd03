package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseTerms;
import io.aegis.contracts.Topics;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Records what was decided and tells it, inside the transaction of the decision: audit record and message are one with it. */
@ApplicationScoped
class Decisions {
    private static final Logger LOG = Logger.getLogger(Decisions.class);

    /**
     * How long a release is good for. The executor gets it within seconds; ten minutes outlast a restart, and bound how
     * long something can still run when an agent does not hear that it was stopped.
     */
    static final Duration RELEASED_FOR = Duration.ofMinutes(10);

    private final Ledger ledger;
    private final ReleaseSigner signer;
    private final ActionCatalogue catalogue;

    Decisions(Ledger ledger, ReleaseSigner signer, ActionCatalogue catalogue) {
        this.ledger = ledger;
        this.signer = signer;
        this.catalogue = catalogue;
    }

    /** @param at when it was decided */
    void record(Approval.Ruled decided, Instant at, UnitOfWork unit) {
        AuditChain.Head head = ledger.head(unit.customer());
        AuditChain.Link link = append(head, AuditRecord.of(decided, at, head.position() + 1));
        unit.publish(Topics.actions(toldTo(decided)), message(decided));
        // Position and hash make the log a witness of the chain, outside of the database.
        unit.afterCommit(() -> LOG.infof(
                "action decided, action=%s type=%s state=%s rule=%s customer=%s position=%d hash=%s",
                decided.action().id(),
                decided.action().type(),
                decided.state().wireName(),
                decided.ruling().rule(),
                link.customer(),
                link.position(),
                link.hash()));
    }

    /** Records something that is no decision of the gate's, and so tells nobody. */
    void note(ProposedAction action, AuditRecord.Note note, UnitOfWork unit) {
        AuditChain.Head head = ledger.head(unit.customer());
        append(head, AuditRecord.of(action, note, head.position() + 1));
    }

    /** Records that words were forgotten: where they are missing before this, nobody took them away. */
    void erased(CustomerId customer, Instant at) {
        AuditChain.Head head = ledger.head(customer);
        append(head, AuditRecord.erased(customer, at, head.position() + 1));
    }

    private AuditChain.Link append(AuditChain.Head head, AuditRecord record) {
        if (!record.saidByPerson()) {
            AuditChain.Link link = AuditChain.append(head, record);
            ledger.append(link);
            return link;
        }
        Words words = new Words(UUID.randomUUID().toString(), record.reason());
        AuditChain.Link link = AuditChain.append(head, record.because(words.commitment()));
        ledger.append(link, words);
        return link;
    }

    /** A release goes to who runs it, and the proposer hears of the outcome; everything else goes to the proposer. */
    private AgentName toldTo(Approval.Ruled decided) {
        return decided instanceof Approval.Released
                ? executor(decided.action())
                : decided.action().proposer();
    }

    private AgentName executor(ProposedAction action) {
        return catalogue.get(action.type()).agent();
    }

    private ActionDecision message(Approval.Ruled decided) {
        ProposedAction action = decided.action();
        String policyVersion = decided.ruling().policyVersion();
        return switch (decided) {
            case Approval.Held held ->
                new ActionDecision.Held(
                        action,
                        policyVersion,
                        held.ruling().reason(),
                        held.ruling().deadline());
            case Approval.Released released -> release(released);
            case Approval.Denied denied ->
                new ActionDecision.Denied(action, policyVersion, denied.ruling().reason());
            case Approval.Rejected rejected ->
                new ActionDecision.Rejected(
                        action, rejected.closing().by(), rejected.closing().reason());
            case Approval.Expired expired ->
                new ActionDecision.Expired(action, expired.ruling().deadline());
        };
    }

    private ActionDecision.Released release(Approval.Released released) {
        ActionDecision.Released unsigned = new ActionDecision.Released(
                released.action(),
                released.edited(),
                released.number(),
                released.closing().by(),
                released.ruling().policyVersion(),
                released.closing().reason(),
                released.closing().at().plus(RELEASED_FOR),
                "");
        AgentName executor = executor(released.action());
        return unsigned.signed(signer.sign(ReleaseTerms.of(unsigned, executor).bytes()));
    }
}
