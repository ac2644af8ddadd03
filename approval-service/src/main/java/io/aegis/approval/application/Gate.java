package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Command;
import io.aegis.approval.domain.Approval.Refusal;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Policy;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * The only place where an action becomes allowed. Every decision is one transaction under the customer's lock: the state,
 * its audit record and the message that tells it.
 */
@ApplicationScoped
public class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);

    /** The pause before a deadline is looked at again, when this replica's clock is behind the one that rang. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

    private final Policy policy;
    private final ApprovalRepository approvals;
    private final Decisions decisions;
    private final Transactions transactions;
    private final Clock clock;

    Gate(Policy policy, ApprovalRepository approvals, Decisions decisions, Transactions transactions, Clock clock) {
        this.policy = policy;
        this.approvals = approvals;
        this.decisions = decisions;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Decides a proposal, within the transaction of the unit. The same proposal again changes nothing; another one under
     * an id that is taken is denied, and what the id stands for is left alone.
     */
    public void propose(ProposedAction action, String correlation, UnitOfWork unit) {
        Approval.Proposed proposed = new Approval.Proposed(action, correlation, now());
        Optional<Approval.Ruled> known = approvals.find(action.id());
        if (known.isPresent()) {
            if (!isSame(known.get().action(), action)) {
                decisions.record(
                        proposed.under(policy.deny("unused-id", "The id stands for another action already.")), unit);
            }
            return;
        }
        Approval.Ruled ruled = proposed.under(policy.rule(action, proposed.at()));
        approvals.add(ruled);
        decisions.record(ruled, unit);
        if (ruled instanceof Approval.Held held) {
            unit.schedule(
                    HoldDue.timer(action.id()), held.ruling().deadline(), new HoldDue(action.customer(), action.id()));
        }
    }

    /**
     * Takes a proposal back, within the transaction of the unit: what is held is rejected in the name of who cancelled. What
     * was decided before stays. A proposal that was never heard of is denied, so that it cannot be released when it comes
     * later.
     */
    public void withdraw(ProposedAction action, String by, String correlation, UnitOfWork unit) {
        String reason = by.equals(action.requester()) ? "Withdrawn by the requester." : "Withdrawn with its turn.";
        Optional<Approval.Ruled> known = approvals.find(action.id());
        if (known.isEmpty()) {
            Approval.Ruled denied =
                    new Approval.Proposed(action, correlation, now()).under(policy.deny("withdrawn", reason));
            approvals.add(denied);
            decisions.record(denied, unit);
        } else if (isSame(known.get().action(), action)
                && known.get().decide(new Command.Reject(by, reason, now())) instanceof Answer.Changed changed) {
            close(changed.next(), unit);
            unit.cancel(HoldDue.timer(action.id()));
        }
    }

    /** An agent was given a release that the gate did not make; within the transaction of the unit. */
    public void refused(ReleaseRefused refused, UnitOfWork unit) {
        LOG.errorf(
                "forged release refused, action=%s agent=%s reason=%s",
                refused.action().id(), refused.by().wireName(), refused.reason());
        decisions.note(
                refused.action(),
                new AuditRecord.Note(
                        AuditRecord.FORGED, "signed-release", refused.by().wireName(), refused.reason(), now()),
                unit);
    }

    /** Empty when there is no such action. Its own transaction. */
    public Optional<Answer> approve(ActionId id, String by, String reason) {
        return decide(id, (action, at) -> new Command.Approve(by, reason, at, policy.rule(action, at)));
    }

    /** Empty when there is no such action. Its own transaction. */
    public Optional<Answer> reject(ActionId id, String by, String reason) {
        return decide(id, (action, at) -> new Command.Reject(by, reason, at));
    }

    /** The deadline of a hold has come; within the transaction of the unit. */
    public void expire(HoldDue due, UnitOfWork unit) {
        approvals
                .find(due.action())
                .filter(approval -> approval.action().customer().equals(unit.customer()))
                .ifPresent(approval -> {
                    Command.Expire expire = new Command.Expire(now());
                    switch (approval.decide(expire)) {
                        case Answer.Changed changed -> close(changed.next(), unit);
                        case Answer.Unchanged unchanged -> {}
                        case Answer.Refused refused -> {
                            if (refused.why() instanceof Refusal.NotYetDue early) {
                                Instant soon = expire.at().plus(CLOCKS_DIFFER);
                                unit.schedule(
                                        HoldDue.timer(due.action()),
                                        soon.isAfter(early.deadline()) ? soon : early.deadline(),
                                        due);
                            }
                        }
                    }
                });
    }

    /** Reads first whose action it is, and again under that customer's lock: of two at a time, the second sees the first. */
    private Optional<Answer> decide(ActionId id, BiFunction<ProposedAction, Instant, Command> command) {
        return approvals.find(id).map(Approval.Ruled::proposed).map(proposed -> {
            ProposedAction action = proposed.action();
            return transactions.call(action.customer(), Cause.first(proposed.correlation()), unit -> {
                Answer answer = approvals.find(id).orElseThrow().decide(command.apply(action, now()));
                if (answer instanceof Answer.Changed changed) {
                    close(changed.next(), unit);
                    unit.cancel(HoldDue.timer(id));
                }
                return answer;
            });
        });
    }

    private void close(Approval.Closed closed, UnitOfWork unit) {
        approvals.close(closed);
        decisions.record(closed, unit);
    }

    private static boolean isSame(ProposedAction one, ProposedAction other) {
        return one.customer().equals(other.customer())
                && one.type().equals(other.type())
                && one.argumentsHash().equals(other.argumentsHash())
                && one.arguments().equals(other.arguments());
    }

    /** In milliseconds, which database and JSON both keep. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
