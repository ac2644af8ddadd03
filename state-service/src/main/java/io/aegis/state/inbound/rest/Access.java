package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.NotFoundException;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who may see which customer: staff and services every one, a customer himself. */
@RequestScoped
class Access {
    static final String CUSTOMER = "customer";
    static final String AGENT = "agent";
    static final String SUCCESS_MANAGER = "success-manager";
    static final String APPROVER = "approver";
    static final String ADMIN = "admin";
    static final String AUDITOR = "auditor";

    /** What our own services are granted, and the company's product. */
    static final String SERVICE = "customers:read";

    static final String PRODUCT = "usage:record";

    private static final Set<String> STAFF = Set.of(AGENT, SUCCESS_MANAGER, APPROVER, ADMIN, AUDITOR, SERVICE);

    private final SecurityIdentity identity;
    private final JsonWebToken token;

    Access(SecurityIdentity identity, JsonWebToken token) {
        this.identity = identity;
        this.token = token;
    }

    /** @throws NotFoundException when the caller may not see the customer, who is then as good as nobody */
    void check(CustomerId customer) {
        if (!isStaff() && !customer.value().equals(token.getClaim(CUSTOMER))) {
            throw new NotFoundException("no such customer");
        }
    }

    /** True for the team and for services, false for a customer. */
    boolean isStaff() {
        return identity.getRoles().stream().anyMatch(STAFF::contains);
    }
}
