package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.LoginEnded;
import io.aegis.contracts.Topics;
import io.aegis.messaging.Cause;
import io.aegis.messaging.EndedLogins;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.messaging.edge.Issuers;
import io.aegis.orchestrator.application.LoginStore.Entry;
import io.aegis.orchestrator.application.LoginStore.Login;
import io.aegis.orchestrator.domain.User;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The users who log in here. Passwords that we make are told once and kept as a hash only. Each change is recorded with who
 * made it. With a user's password, or the user, his login ends: in the same transaction every service is told to let its tokens
 * in no more.
 */
@ApplicationScoped
public class Users {
    /** Under these names the audit speaks of machines. */
    private static final Set<String> MACHINES = Set.of("policy", "aegis", "onboarding", "query", "feedback");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._@-]{0,63}");
    private static final int SHORTEST = 12;
    /** Bcrypt reads no more. */
    private static final int LONGEST = 72;

    private static final int RANDOM_BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LoginStore logins;
    private final EndedLogins ended;
    private final Transactions transactions;
    private final Clock clock;

    Users(LoginStore logins, EndedLogins ended, Transactions transactions, Clock clock) {
        this.logins = logins;
        this.ended = ended;
        this.transactions = transactions;
        this.clock = clock;
    }

    public List<User> list() {
        return logins.all().stream().map(Login::user).toList();
    }

    /** The latest first. */
    public List<Entry> record(int most) {
        return logins.latest(most);
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
        change(unit -> {
            if (logins.find(name).isPresent()) {
                throw new Refused(Refused.Why.CONFLICT, "there is a user of this name");
            }
            logins.save(Login.of(user, hash, false));
            record(user, "user_made", by.name());
        });
        return password;
    }

    /** @return the new password */
    public String reset(String name, User by) {
        String password = made();
        String hash = BcryptUtil.bcryptHash(password);
        change(unit -> {
            Login login = logins.find(name).orElseThrow(Users::unknown);
            put(Login.of(login.user(), hash, login.demo()), unit);
            record(login.user(), "password_reset", by.name());
        });
        return password;
    }

    /**
     * Gives a user another password of his own. He has to log in with it everywhere.
     *
     * @throws Refused when the one before is wrong, or the next one too short or too long
     */
    public void change(User user, String before, String next) {
        if (next.length() < SHORTEST || next.length() > LONGEST) {
            throw new Refused(Refused.Why.INVALID, "a password has " + SHORTEST + " to " + LONGEST + " characters");
        }
        Login login = logins.find(user.name())
                .orElseThrow(() -> new Refused(Refused.Why.NOT_FOUND, "you do not log in here"));
        if (!BcryptUtil.matches(before, login.passwordHash())) {
            throw wrong();
        }
        String hash = BcryptUtil.bcryptHash(next);
        change(unit -> {
            // Whoever knew the one before must not win against who resets it meanwhile.
            if (!logins.find(user.name()).map(Login::id).equals(Optional.of(login.id()))) {
                throw wrong();
            }
            put(Login.of(login.user(), hash, login.demo()), unit);
            record(login.user(), "password_changed", user.name());
        });
    }

    public void remove(String name, User by) {
        if (name.equals(by.name())) {
            throw new Refused(Refused.Why.CONFLICT, "somebody else has to remove you");
        }
        change(unit -> {
            Login login = logins.find(name).orElseThrow(Users::unknown);
            remove(login, unit);
            record(login.user(), "user_removed", by.name());
        });
    }

    /** Removes the users of an erased customer, within the transaction that erases him. */
    public void erase(UnitOfWork unit) {
        for (Login login : logins.of(unit.customer())) {
            remove(login, unit);
            logins.record(Entry.nameless("user_erased", "erasure of " + unit.customer(), clock.instant()));
        }
    }

    /** One transaction, under the lock of the list of users. */
    void change(Consumer<UnitOfWork> work) {
        transactions.run(LoginEnded.USERS, Cause.first("users-" + UUID.randomUUID()), work);
    }

    /** Adds a user, or ends the login that the user had. */
    void put(Login login, UnitOfWork unit) {
        logins.find(login.user().name()).ifPresent(before -> end(before, unit));
        logins.save(login);
    }

    void remove(Login login, UnitOfWork unit) {
        end(login, unit);
        logins.remove(login);
    }

    private void end(Login login, UnitOfWork unit) {
        ended.end(login.id(), unit);
        unit.publish(Topics.LOGINS, new LoginEnded(unit.customer(), login.id()));
    }

    private void record(User user, String event, String by) {
        logins.record(Entry.about(user, event, by, clock.instant()));
    }

    private static User user(String name, Set<String> roles, @Nullable CustomerId customer) {
        if (!NAME.matcher(name).matches()) {
            throw new Refused(Refused.Why.INVALID, "a name is 1 to 64 letters, digits or ._@-");
        }
        if (MACHINES.contains(name)) {
            throw new Refused(Refused.Why.INVALID, "this name stands for a part of Aegis");
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

    private static Refused wrong() {
        return new Refused(Refused.Why.INVALID, "the password before is another one");
    }
}
