package io.aegis.orchestrator.application;

import io.aegis.orchestrator.application.LoginStore.Login;
import io.aegis.orchestrator.domain.User;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Passwords in, tokens out. A token carries everything that any service asks about its user. */
@ApplicationScoped
public class Logins {
    private static final Duration VALID = Duration.ofHours(12);

    /** Nobody's password: an unknown user is refused after the same work as a wrong password. */
    private static final String NOBODY = "$2a$10$7EqJtq98hPqEX7fNZaFWoOhi4vHBrDNRwVv1GX/8x8mB7g2J0nN1u";

    private final LoginStore logins;
    private final DemoUsers demo;
    private final Clock clock;

    Logins(LoginStore logins, DemoUsers demo, Clock clock) {
        this.logins = logins;
        this.demo = demo;
        this.clock = clock;
    }

    /** @throws Refused when there is no such user with this password; it does not say which */
    public Granted login(String name, String password) {
        Optional<Login> login = QuarkusTransaction.joiningExisting().call(() -> logins.find(name));
        boolean matches =
                BcryptUtil.matches(password, login.map(Login::passwordHash).orElse(NOBODY));
        if (login.isEmpty() || !matches) {
            throw new Refused(Refused.Why.WRONG_LOGIN, "user or password is wrong");
        }
        return grant(login.get().user());
    }

    /**
     * Logs a persona of the demo in, without a password.
     *
     * @throws Refused when there is no such persona, or no demo
     */
    public Granted persona(String name) {
        if (demo.personas().stream().noneMatch(persona -> persona.user().equals(name))) {
            throw new Refused(Refused.Why.NOT_FOUND, "no such demo user");
        }
        return grant(QuarkusTransaction.joiningExisting()
                .call(() -> logins.find(name))
                .orElseThrow()
                .user());
    }

    private Granted grant(User user) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = now.plus(VALID);
        JwtClaimsBuilder claims = Jwt.issuer("aegis")
                .subject(user.name())
                .groups(user.roles())
                .issuedAt(now)
                .expiresAt(expires);
        if (user.customer() != null) {
            claims.claim("customer", user.customer().value());
        }
        return new Granted(user, claims.sign(), expires);
    }

    /** @param token for the header {@code Authorization: Bearer} */
    public record Granted(User user, String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Granted[" + user.name() + "]";
        }
    }
}
