package io.aegis.approval.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Approval.Act;
import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Approver;
import io.aegis.approval.domain.Approval.Command;
import io.aegis.approval.domain.Approval.Refusal;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Outcome;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.contracts.ReleaseReturned;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The only place where an action becomes allowed. Every decision is one transaction under the customer's lock: the state,
 * its audit record and the message that tells it.
 */
@ApplicationScoped
public class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);

    /** The pause before a deadline is looked at again, when this replica's clock is behind the one that rang. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

    private final Rulings rulings;
    private final Ledger ledger;
    private final Decisions decisions;
    private final Transactions transactions;
    private final Clock clock;

    Gate(Rulings rulings, Ledger ledger, Decisions decisions, Transactions transactions, Clock clock) {
        this.rulings = rulings;
        this.ledger = ledger;
        this.decisions = decisions;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Decides a proposal, within the transaction of the unit. The same proposal again changes nothing; another one under
     * an id that is taken is denied, and what the id stands for is left alone.
     */
    public void propose(ProposedAction action, String correlation, UnitOfWork unit) {
        Instant now = now();
        Optional<Approval.Ruled> known = find(action);
        if (known.isPresent()) {
            if (!isSame(known.get().action(), action)) {
                Approval.Proposed other = new Approval.Proposed(action, correlation, now, Basis.NOTHING);
                decisions.record(
                        other.under(rulings.policy().deny("unused-id", "The id stands for another action already.")),
                        now,
                        unit);
            }
            return;
        }
        Rulings.Said said = rulings.on(action, now);
        Approval.Ruled ruled = new Approval.Proposed(action, correlation, now, said.basis()).under(said.effective(now));
        ledger.put(ruled);
        said.shadow()
                .filter(shadow -> !shadow.verdict().equals(said.ruling().verdict()))
                .ifPresent(shadow -> ledger.differs(new Books.Difference(action, said.ruling(), shadow, now)));
        decisions.record(ruled, now, unit);
        if (ruled instanceof Approval.Held held) {
            await(held, unit);
        }
    }

    /**
     * Takes a proposal back, within the transaction of the unit: what is held is rejected in the name of who cancelled. What
     * was decided before stays. A proposal that was never heard of is denied, so that it cannot be released when it comes
     * later.
     */
    public void withdraw(ProposedAction action, String by, String correlation, UnitOfWork unit) {
        String reason = by.equals(action.requester()) ? "Withdrawn by the requester." : "Withdrawn with its turn.";
        Optional<Approval.Ruled> known = find(action);
        if (known.isEmpty()) {
            Instant now = now();
            Approval.Ruled denied = new Approval.Proposed(action, correlation, now, Basis.NOTHING)
                    .under(rulings.policy().deny("withdrawn", reason));
            ledger.put(denied);
            decisions.record(denied, now, unit);
        } else if (isSame(known.get().action(), action)
                && known.get().decide(new Command.Withdraw(by, reason, now())) instanceof Answer.Changed changed) {
            close(changed.next(), unit);
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

    /** An agent tells how an action ended, once; within the transaction of the unit. */
    public void ended(ActionOutcome outcome, AgentName executor, UnitOfWork unit) {
        ledger.find(outcome.customer(), outcome.action())
                .filter(entry -> entry.outcome() == null)
                .map(Books.Entry::approval)
                .filter(approval -> approval.action().customer().equals(outcome.customer()))
                .ifPresent(approval -> {
                    AuditRecord.Note note = AuditRecord.Note.of(outcome, executor, now());
                    ledger.ended(approval, Outcome.of(outcome, executor, note.at()));
                    decisions.note(approval.effective(), note, unit);
                });
    }

    /** An agent gives back what it did not execute, and what nobody has told the end of: it is held again; within the transaction of the unit. */
    public void returned(ReleaseReturned returned, UnitOfWork unit) {
        Instant now = now();
        ledger.find(returned.action().customer(), returned.action().id())
                .filter(entry -> entry.outcome() == null)
                .map(Books.Entry::approval)
                .filter(approval -> isSame(approval.action(), returned.action()))
                .ifPresent(approval -> {
                    Command.GiveBack command = new Command.GiveBack(
                            returned.number(),
                            rulings.on(approval.action(), now).stoppedHold(approval, now),
                            now);
                    if (approval.decide(command) instanceof Answer.Kept kept) {
                        keep(kept.next(), Act.GIVEN_BACK, returned.by().wireName(), returned.reason(), unit);
                        decisions.record(kept.next(), now, unit);
                    }
                });
    }

    /**
     * Empty when there is no such action. Its own transaction.
     *
     * @param edited arguments in place of those that are there; absent to approve them as they are
     * @param seen the version that the decider saw, see {@link Approval.Held#version}; absent to decide on what is there, as
     *     long as nobody else has edited it
     */
    public Optional<Answer> approve(
            ActionId id, Approver by, String reason, @Nullable ObjectNode edited, @Nullable String seen) {
        return decide(id, by.name(), reason, seen, (approval, at) -> {
            Answer answer = approve(approval, by, reason, edited, at);
            return edited == null && seen == null ? onlyKnown(approval, by, answer) : answer;
        });
    }

    /** Empty when there is no such action. Its own transaction. */
    public Optional<Answer> reject(ActionId id, Approver by, String reason, @Nullable String seen) {
        return decide(
                id, by.name(), reason, seen, (approval, at) -> approval.decide(new Command.Reject(by, reason, at)));
    }

    /** Names somebody to decide it. Empty when there is no such action. Its own transaction. */
    public Optional<Answer> delegate(ActionId id, Approver by, String to, String reason, @Nullable String seen) {
        return decide(
                id,
                by.name(),
                "To " + to + ". " + reason,
                seen,
                (approval, at) -> approval.decide(new Command.Delegate(by, to, at)));
    }

    /** Says something about an action, whatever its state. False when there is none. Its own transaction. */
    public boolean comment(ActionId id, String by, String text) {
        return ledger.standing(id)
                .map(approval -> {
                    transactions.run(
                            approval.action().customer(),
                            Cause.first(approval.proposed().correlation()),
                            unit -> decisions.note(
                                    approval.action(),
                                    new AuditRecord.Note(AuditRecord.COMMENTED, "comment", by, text, now()),
                                    unit));
                    return true;
                })
                .orElse(false);
    }

    /** The deadline of a hold has come; within the transaction of the unit. */
    public void expire(HoldDue due, UnitOfWork unit) {
        ledger.find(unit.customer(), due.action())
                .map(Books.Entry::approval)
                .filter(approval -> approval.action().customer().equals(unit.customer()))
                .ifPresent(approval -> {
                    Command.Expire expire = new Command.Expire(now());
                    Answer answer = approval.decide(expire);
                    if (answer instanceof Answer.Refused(Refusal.NotYetDue early)) {
                        Instant soon = expire.at().plus(CLOCKS_DIFFER);
                        unit.schedule(
                                HoldDue.timer(due.action()),
                                soon.isAfter(early.deadline()) ? soon : early.deadline(),
                                due);
                    } else {
                        carryOut(answer, Approval.Closing.POLICY, "Nobody decided in time.", unit);
                    }
                });
    }

    private Answer approve(
            Approval.Ruled approval, Approver by, String reason, @Nullable ObjectNode edited, Instant at) {
        ProposedAction wanted = approval.effective();
        Optional<ActionType> type = rulings.policy().type(wanted);
        if (edited != null && type.isPresent()) {
            try {
                wanted = approval.action().with(type.get().complete(edited));
            } catch (ActionType.Refused e) {
                return new Answer.Refused(new Refusal.Unfit(String.valueOf(e.getMessage())));
            }
            if (wanted.argumentsHash().equals(approval.action().argumentsHash())) {
                wanted = approval.action();
            }
        }
        Rulings.Said said = rulings.on(wanted, at);
        return approval.decide(new Command.Approve(
                by,
                reason,
                at,
                wanted,
                said.ruling(),
                said.basis(),
                type.map(ActionType::dependsOn).orElse(List.of()),
                said.stopped()));
    }

    /** Reads first whose action it is, and again under that customer's lock: of two at a time, the second sees the first. */
    private Optional<Answer> decide(
            ActionId id,
            String by,
            String reason,
            @Nullable String seen,
            BiFunction<Approval.Ruled, Instant, Answer> decision) {
        return ledger.standing(id)
                .map(Approval.Ruled::proposed)
                .map(proposed ->
                        transactions.call(proposed.action().customer(), Cause.first(proposed.correlation()), unit -> {
                            Approval.Ruled approval = find(proposed.action()).orElseThrow();
                            Answer answer = onlyAsSeen(approval, seen, decision.apply(approval, now()));
                            carryOut(answer, by, reason, unit);
                            return answer;
                        }));
    }

    /** Arguments that somebody else has put in are approved by who says which he saw. */
    private static Answer onlyKnown(Approval.Ruled approval, Approver by, Answer answer) {
        boolean gives = answer instanceof Answer.Changed || answer instanceof Answer.Kept;
        return gives && approval instanceof Approval.Held held && held.editedByOthersThan(by.name())
                ? new Answer.Refused(new Refusal.Unseen())
                : answer;
    }

    /** What would change something must have been decided on what is there; a repeated decision changes nothing. */
    private static Answer onlyAsSeen(Approval.Ruled approval, @Nullable String seen, Answer answer) {
        boolean changes = !(answer instanceof Answer.Unchanged || answer instanceof Answer.Refused);
        return changes && seen != null && approval.overtook(seen)
                ? new Answer.Refused(new Refusal.Overtaken())
                : answer;
    }

    private void carryOut(Answer answer, String by, String reason, UnitOfWork unit) {
        switch (answer) {
            case Answer.Changed changed -> close(changed.next(), unit);
            case Answer.Kept(Approval.Held next, Act act) -> keep(next, act, by, reason, unit);
            case Answer.Outdated(Approval.Held next, List<Basis.Difference> differences) -> {
                ledger.put(next);
                String changes =
                        differences.stream().map(Basis.Difference::toString).collect(Collectors.joining("; "));
                note(next, "outdated", by, changes, unit);
            }
            case Answer.Unchanged unchanged -> {}
            case Answer.Refused refused -> {}
        }
    }

    private Optional<Approval.Ruled> find(ProposedAction action) {
        return ledger.find(action.customer(), action.id()).map(Books.Entry::approval);
    }

    private void close(Approval.Closed closed, UnitOfWork unit) {
        ledger.put(closed);
        decisions.record(closed, closed.closing().at(), unit);
        unit.cancel(HoldDue.timer(closed.action().id()));
    }

    private void keep(Approval.Held held, Act act, String by, String reason, UnitOfWork unit) {
        ledger.put(held);
        switch (act) {
            case VOTED -> note(held, "voted", by, reason, unit);
            case DELEGATED -> note(held, "delegated", by, reason, unit);
            case ESCALATED -> {
                note(held, "escalated", by, reason, unit);
                await(held, unit);
            }
            case GIVEN_BACK -> {
                note(held, "given_back", by, reason, unit);
                await(held, unit);
            }
        }
    }

    /** The note is on what would be carried out: with its hash, an edit is in the record. */
    private void note(Approval.Held held, String verdict, String by, String reason, UnitOfWork unit) {
        decisions.note(
                held.effective(), new AuditRecord.Note(verdict, held.ruling().rule(), by, reason, now()), unit);
    }

    private static void await(Approval.Held held, UnitOfWork unit) {
        ProposedAction action = held.action();
        unit.schedule(
                HoldDue.timer(action.id()), held.ruling().deadline(), new HoldDue(action.customer(), action.id()));
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
