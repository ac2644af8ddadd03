package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.State;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every action that was ever proposed, by its id. Writing takes part in the caller's transaction. */
public interface ApprovalRepository {
    Optional<Approval.Ruled> find(ActionId id);

    void add(Approval.Ruled approval);

    /** Of one that was added: it is closed from now on. */
    void close(Approval.Closed approval);

    /** Newest first. */
    List<Approval.Ruled> newest(@Nullable State state, @Nullable CustomerId customer, int limit);
}
