package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.EndedLogins;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who sends this request, by the token. */
@RequestScoped
public class CurrentUser {
    private final JsonWebToken token;
    private final EndedLogins ended;
    private final Clock clock;

    CurrentUser(JsonWebToken token, EndedLogins ended, Clock clock) {
        this.token = token;
        this.ended = ended;
        this.clock = clock;
    }

    /** For calls to other services on behalf of this user. */
    public String token() {
        return token.getRawToken();
    }

    /** Whether the token would be let in now. It may be asked for as long as what was begun with the token goes on. */
    public BooleanSupplier stillIn() {
        Instant expires = Instant.ofEpochSecond(token.getExpirationTime());
        BooleanSupplier loginEnded = ended.endOf(token);
        return () -> clock.instant().isBefore(expires) && !loginEnded.getAsBoolean();
    }

    public User get() {
        Object customer = token.getClaim("customer");
        Set<String> roles = token.getGroups();
        try {
            return new User(token.getName(), roles, customer == null ? null : new CustomerId(customer.toString()));
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.NOT_ALLOWED, "the token is no user's: " + e.getMessage(), e);
        }
    }
}
