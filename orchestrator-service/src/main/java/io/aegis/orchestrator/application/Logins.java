package io.aegis.orchestrator.application;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.aegis.messaging.EndedLogins;
import io.aegis.messaging.edge.Issuers;
import io.aegis.orchestrator.application.LoginStore.Entry;
import io.aegis.orchestrator.application.LoginStore.Login;
import io.aegis.orchestrator.domain.Lockout;
import io.aegis.orchestrator.domain.User;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Passwords in, tokens out. A token carries everything that any service asks about its user. Whoever guesses has to wait,
 * longer each time: by name and address together, and more patiently by name alone. Each replica remembers that by itself.
 */
@ApplicationScoped
public class Logins {
    private static final Duration VALID = Duration.ofHours(12);
    private static final Duration FORGOTTEN = Duration.ofDays(1);
    private static final int GUESSERS = 100_000;

    private static final int FREE_FROM_HERE = 5;
    private static final Duration LONGEST_FROM_HERE = Duration.ofMinutes(15);

    /** A minute at most: whoever knows a name could keep its owner out. */
    private static final int FREE_FROM_ANYWHERE = 30;

    private static final Duration LONGEST_FROM_ANYWHERE = Duration.ofMinutes(1);

    /** Nobody's password: an unknown user is refused after the same work as a wrong password. */
    private static final String NOBODY = "$2a$10$7EqJtq98hPqEX7fNZaFWoOhi4vHBrDNRwVv1GX/8x8mB7g2J0nN1u";

    private final Cache<String, Lockout> lockouts = Caffeine.newBuilder()
            .maximumSize(GUESSERS)
            .expireAfterWrite(FORGOTTEN)
            .build();
    private final LoginStore logins;
    private final DemoUsers demo;
    private final Issuers issuers;
    private final Clock clock;

    Logins(LoginStore logins, DemoUsers demo, Issuers issuers, Clock clock) {
        this.logins = logins;
        this.demo = demo;
        this.issuers = issuers;
        this.clock = clock;
    }

    /**
     * @param address from where the user comes
     * @throws Refused when there is no such user with this password, without saying which; or too early after failures
     */
    public Granted login(String name, String password, String address) {
        elsewhere();
        String here = name + " " + address;
        Instant now = clock.instant();
        if (closed(here, now) || closed(name, now)) {
            logins.record(Entry.nameless("login_shut", address, now));
            throw new Refused(Refused.Why.TOO_MANY, "too many failed logins: wait, and try again");
        }
        Optional<Login> login = logins.find(name);
        boolean matches =
                BcryptUtil.matches(password, login.map(Login::passwordHash).orElse(NOBODY));
        if (login.isEmpty() || !matches) {
            lockouts.asMap()
                    .merge(
                            here,
                            Lockout.NONE.failed(now, FREE_FROM_HERE, LONGEST_FROM_HERE),
                            (before, first) -> before.failed(now, FREE_FROM_HERE, LONGEST_FROM_HERE));
            lockouts.asMap()
                    .merge(
                            name,
                            Lockout.NONE.failed(now, FREE_FROM_ANYWHERE, LONGEST_FROM_ANYWHERE),
                            (before, first) -> before.failed(now, FREE_FROM_ANYWHERE, LONGEST_FROM_ANYWHERE));
            logins.record(login.map(known -> Entry.about(known.user(), "login_failed", address, now))
                    .orElseGet(() -> Entry.nameless("login_failed", address, now)));
            throw new Refused(Refused.Why.WRONG_LOGIN, "user or password is wrong");
        }
        lockouts.invalidate(here);
        logins.record(Entry.about(login.get().user(), "logged_in", address, now));
        return grant(login.get());
    }

    /**
     * Logs a persona of the demo in, without a password.
     *
     * @throws Refused when there is no such persona, or no demo
     */
    public Granted persona(String name) {
        elsewhere();
        if (demo.personas().stream().noneMatch(persona -> persona.user().equals(name))) {
            throw new Refused(Refused.Why.NOT_FOUND, "no such demo user");
        }
        return grant(logins.find(name).orElseThrow(() -> new Refused(Refused.Why.NOT_FOUND, "no such demo user")));
    }

    private void elsewhere() {
        if (issuers.usersAreElsewhere()) {
            throw new Refused(Refused.Why.NOT_FOUND, "users log in at the identity provider");
        }
    }

    private boolean closed(String who, Instant now) {
        Lockout lockout = lockouts.getIfPresent(who);
        return lockout != null && lockout.closed(now).isPositive();
    }

    private Granted grant(Login login) {
        User user = login.user();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = now.plus(VALID);
        JwtClaimsBuilder claims = Jwt.issuer("aegis")
                .subject(user.name())
                .groups(user.roles())
                .claim(EndedLogins.CLAIM, login.id())
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
