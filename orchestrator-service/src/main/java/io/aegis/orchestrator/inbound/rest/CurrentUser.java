package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who sends this request, by the token. */
@RequestScoped
public class CurrentUser {
    private final JsonWebToken token;

    CurrentUser(JsonWebToken token) {
        this.token = token;
    }

    /** For calls to other services on behalf of this user. */
    public String token() {
        return token.getRawToken();
    }

    public User get() {
        Object customer = token.getClaim("customer");
        Set<String> roles = token.getGroups();
        try {
            return new User(token.getName(), roles, customer == null ? null : new CustomerId(customer.toString()));
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.NOT_ALLOWED, "the token does not say whose customer this is", e);
        }
    }
}
