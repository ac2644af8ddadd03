package io.aegis.orchestrator.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionRaised;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is logged in.
 *
 * @param customer whom a user of role customer belongs to; absent for everybody else
 */
public record User(String name, Set<String> roles, @Nullable CustomerId customer) {
    public static final String CUSTOMER = "customer";
    public static final String SUCCESS_MANAGER = "success-manager";
    public static final String AGENT = "agent";
    public static final String APPROVER = "approver";
    public static final String ADMIN = "admin";
    public static final String AUDITOR = "auditor";

    public User {
        roles = Set.copyOf(roles);
        if (roles.contains(CUSTOMER) && customer == null) {
            throw new IllegalArgumentException("a user of role customer belongs to a customer");
        }
        if (name.startsWith(InterventionRaised.REQUESTER)) {
            throw new IllegalArgumentException("no user is called as a playbook is");
        }
    }

    /** Staff serve every customer. */
    public boolean staff() {
        return roles.contains(SUCCESS_MANAGER) || roles.contains(AGENT) || roles.contains(ADMIN);
    }

    /** Whether this user may have a conversation in place of the agents. */
    public boolean takesOver() {
        return roles.contains(SUCCESS_MANAGER) || roles.contains(ADMIN);
    }

    /** Owners see their keys; nobody else does. */
    public boolean owns(CustomerId whose) {
        return roles.contains(CUSTOMER) && whose.equals(customer);
    }

    /** The role in which this user acts in a customer's conversation. */
    public String role(CustomerId whose) {
        return owns(whose)
                ? CUSTOMER
                : Stream.of(SUCCESS_MANAGER, ADMIN, AGENT)
                        .filter(roles::contains)
                        .findFirst()
                        .orElseThrow();
    }

    public boolean admin() {
        return roles.contains(ADMIN);
    }

    /** Which of these may decide on an action its policy says. */
    public boolean decides() {
        return roles.contains(APPROVER) || roles.contains(SUCCESS_MANAGER) || roles.contains(ADMIN);
    }

    public boolean seesApprovals() {
        return decides() || roles.contains(AUDITOR);
    }

    public boolean maySee(CustomerId whose) {
        return owns(whose) || staff();
    }
}
