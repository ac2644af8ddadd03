package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Outcome;
import io.aegis.approval.domain.State;
import io.aegis.approval.domain.Sum;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every action that was ever proposed, as it is read beside the {@link Ledger}. Forgetting takes part in the caller's transaction. */
public interface ApprovalRepository {
    Optional<Approval.Ruled> find(ActionId id);

    /** How it ended, as the agent told. */
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

    /** Where the policy that is only compared would have decided otherwise. Newest first. */
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
