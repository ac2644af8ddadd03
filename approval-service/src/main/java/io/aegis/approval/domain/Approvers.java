package io.aegis.approval.domain;

import io.aegis.contracts.ActionType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who decides on a held action.
 *
 * @param roles any of which is enough
 * @param count how many different people must approve
 * @param within how long they have
 * @param escalateTo the roles it goes to when time is over, for as long again; none: it expires
 */
public record Approvers(Set<String> roles, int count, Duration within, Set<String> escalateTo) {
    /** The roles that can be given the right to decide. */
    public static final Set<String> ELIGIBLE = Set.of("approver", "success-manager", "admin");

    public static final int MOST = 5;

    public Approvers {
        roles = Set.copyOf(roles);
        escalateTo = Set.copyOf(escalateTo);
    }

    static Approvers of(ActionType.@Nullable Approvers said, Duration within) {
        return said == null
                ? new Approvers(Set.of("approver"), 1, within, Set.of())
                : new Approvers(
                        Set.copyOf(Objects.requireNonNullElse(said.roles(), List.of("approver"))),
                        Objects.requireNonNullElse(said.count(), 1),
                        within,
                        Set.copyOf(Objects.requireNonNullElse(said.escalateTo(), List.of())));
    }

    /** As they are after the first deadline: nobody is left to escalate to. */
    Approvers escalated() {
        return new Approvers(escalateTo, count, within, Set.of());
    }
}
