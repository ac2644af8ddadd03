package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.State;
import io.aegis.approval.domain.Sum;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every action that was ever proposed, by its id. Writing takes part in the caller's transaction. */
public interface ApprovalRepository {
    Optional<Approval.Ruled> find(ActionId id);

    void add(Approval.Ruled approval);

    /** Of one that was added: this is its state from now on. */
    void change(Approval.Ruled approval);

    /** How it ended, as the agent told. */
    void ended(ActionId action, Outcome outcome);

    Optional<Outcome> outcome(ActionId action);

    /**
     * Forgets the texts among the arguments of the customer's closed actions that were proposed by then, and what agents and
     * people wrote about them. The audit has the arguments' hash.
     *
     * @return false when some are held
     */
    boolean forget(CustomerId customer, Instant until);

    /** Newest first. */
    List<Approval.Ruled> newest(@Nullable State state, @Nullable CustomerId customer, int limit);

    /** What was proposed from one time to another, oldest first, and where each stands now. */
    List<Approval.Ruled> proposed(Instant from, Instant to, int limit);

    /**
     * What was released of the action's type since then, in its customer's name or by its agent, as the sum says. It counts
     * from the decision, whether the release was executed or not. For a sum over customers it waits for other decisions on
     * the same sum, so it needs a transaction, and what it returned is true until that ends.
     */
    long released(ProposedAction action, Sum sum, Instant since);

    /** The policy that is only compared would have decided otherwise. */
    void differs(ProposedAction action, Ruling live, Ruling shadow, Instant at);

    /** Newest first. */
    List<Differing> differing(String shadowVersion, int limit);

    record Differing(
            ActionId action,
            CustomerId customer,
            String type,
            String live,
            String liveRule,
            String shadow,
            String shadowRule,
            Instant at) {}
}
