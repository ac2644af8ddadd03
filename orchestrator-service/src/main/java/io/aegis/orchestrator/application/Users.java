package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.edge.Issuers;
import io.aegis.orchestrator.application.LoginStore.Entry;
import io.aegis.orchestrator.application.LoginStore.Login;
import io.aegis.orchestrator.domain.User;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The users who log in here. Passwords that we make are told once and kept as a hash only. Each change is recorded with who
 * made it. A token that was given before stays good for its half a day.
 */
@ApplicationScoped
public class Users {
    private static final String FIRST = "admin";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._@-]{0,63}");
    private static final int SHORTEST = 12;
    /** Bcrypt reads no more. */
    private static final int LONGEST = 72;

    private static final int RANDOM_BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LoginStore logins;
    private final Issuers issuers;
    private final OrchestratorConfig config;
    private final Clock clock;

    Users(LoginStore logins, Issuers issuers, OrchestratorConfig config, Clock clock) {
        this.logins = logins;
        this.issuers = issuers;
        this.config = config;
        this.clock = clock;
    }

    /** The first user, an admin who makes the others. The launcher shows the password of the file, once. */
    void first(@Observes StartupEvent start) {
        if (config.demo() || issuers.usersAreElsewhere()) {
            return;
        }
        String password = firstPassword(config.secrets().resolve("admin-password"));
        QuarkusTransaction.requiringNew().run(() -> {
            boolean needed = logins.all().stream()
                    .noneMatch(login -> !login.demo() && login.user().admin());
            if (needed && !password.isEmpty()) {
                logins.save(
                        new Login(new User(FIRST, Set.of(User.ADMIN), null), BcryptUtil.bcryptHash(password), false));
                logins.record(new Entry(clock.instant(), "user_made", FIRST, "first start"));
            }
        });
    }

    public List<User> list() {
        return QuarkusTransaction.joiningExisting()
                .call(() -> logins.all().stream().map(Login::user).toList());
    }

    /** The latest first. */
    public List<Entry> record(int most) {
        return QuarkusTransaction.joiningExisting().call(() -> logins.latest(most));
    }

    /**
     * Adds a user.
     *
     * @return the password
     * @throws Refused when the user cannot be, or is there already
     */
    public String make(String name, Set<String> roles, @Nullable CustomerId customer, User by) {
        User user = user(name, roles, customer);
        String password = made();
        String hash = BcryptUtil.bcryptHash(password);
        QuarkusTransaction.joiningExisting().run(() -> {
            if (logins.find(name).isPresent()) {
                throw new Refused(Refused.Why.CONFLICT, "there is a user of this name");
            }
            logins.save(new Login(user, hash, false));
            logins.record(new Entry(clock.instant(), "user_made", name, by.name()));
        });
        return password;
    }

    /** @return the new password */
    public String reset(String name, User by) {
        String password = made();
        replace(name, password, "password_reset", by.name());
        return password;
    }

    /** @throws Refused when the one before is wrong, or the next one too short or too long */
    public void change(User user, String before, String next) {
        if (next.length() < SHORTEST || next.length() > LONGEST) {
            throw new Refused(Refused.Why.INVALID, "a password has " + SHORTEST + " to " + LONGEST + " characters");
        }
        Login login = QuarkusTransaction.joiningExisting()
                .call(() -> logins.find(user.name()))
                .orElseThrow(() -> new Refused(Refused.Why.NOT_FOUND, "you do not log in here"));
        if (!BcryptUtil.matches(before, login.passwordHash())) {
            throw new Refused(Refused.Why.INVALID, "the password before is another one");
        }
        replace(user.name(), next, "password_changed", user.name());
    }

    public void remove(String name, User by) {
        if (name.equals(by.name())) {
            throw new Refused(Refused.Why.CONFLICT, "somebody else has to remove you");
        }
        QuarkusTransaction.joiningExisting().run(() -> {
            if (!logins.remove(name)) {
                throw unknown();
            }
            logins.record(new Entry(clock.instant(), "user_removed", name, by.name()));
        });
    }

    private void replace(String name, String password, String event, String by) {
        String hash = BcryptUtil.bcryptHash(password);
        QuarkusTransaction.joiningExisting().run(() -> {
            Login login = logins.find(name).orElseThrow(Users::unknown);
            logins.save(new Login(login.user(), hash, login.demo()));
            logins.record(new Entry(clock.instant(), event, name, by));
        });
    }

    private static User user(String name, Set<String> roles, @Nullable CustomerId customer) {
        if (!NAME.matcher(name).matches()) {
            throw new Refused(Refused.Why.INVALID, "a name is 1 to 64 letters, digits or ._@-");
        }
        if (roles.isEmpty() || !Issuers.ROLES.containsAll(roles)) {
            throw new Refused(
                    Refused.Why.INVALID,
                    "roles are some of customer, agent, success-manager, approver, admin, auditor");
        }
        if (roles.contains(User.CUSTOMER) != (customer != null) || (customer != null && roles.size() > 1)) {
            throw new Refused(
                    Refused.Why.INVALID, "a customer has this one role and names the customer, and nobody else");
        }
        return new User(name, roles, customer);
    }

    private static String made() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static Refused unknown() {
        return new Refused(Refused.Why.NOT_FOUND, "no such user");
    }

    private static String firstPassword(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
