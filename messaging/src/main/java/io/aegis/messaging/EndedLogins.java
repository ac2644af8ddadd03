package io.aegis.messaging;

import io.aegis.contracts.LoginEnded;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Logins that ended before their tokens ran out. They are in the database, which each replica reads again after a second at
 * most; while it is away, what was read last counts. Thread-safe.
 */
@ApplicationScoped
public class EndedLogins implements MessageHandler<LoginEnded>, Retained {
    /** The claim of a user's token that names its login. */
    public static final String CLAIM = "login";

    private static final long FRESH_FOR = Duration.ofSeconds(1).toNanos();
    /** Longer than any token that names a login is good for. */
    private static final Duration KEPT = Duration.ofDays(2);

    private final Database database;
    private final AtomicLong changes = new AtomicLong();
    private volatile Read last = new Read(Set.of(), System.nanoTime(), 0);

    EndedLogins(Database database) {
        this.database = database;
    }

    /**
     * @param until by the JVM's clock
     * @param change how many changes were known of before it was read: it may have been read before the next one
     */
    private record Read(Set<String> logins, long until, long change) {}

    /** Whether the login that a token names has ended by the time of asking; never for a token that names none. */
    public BooleanSupplier endOf(JsonWebToken token) {
        Object login = token.getClaim(CLAIM);
        return login == null ? () -> false : () -> contains(login.toString());
    }

    private boolean contains(String login) {
        long change = changes.get();
        Read known = last;
        if (known.change != change || System.nanoTime() - known.until >= 0) {
            known = new Read(read(known), System.nanoTime() + FRESH_FOR, change);
            last = known;
        }
        return known.logins.contains(login);
    }

    private Set<String> read(Read before) {
        try {
            return Set.copyOf(database.query("select login from ended_login", row -> row.getString(1)));
        } catch (Database.Unavailable e) {
            return before.logins;
        }
    }

    /** Inside the transaction of what ended it. In this replica it counts from the commit on. */
    public void end(String login, UnitOfWork unit) {
        database.update("insert into ended_login (login) values (?) on conflict (login) do nothing", login);
        unit.afterCommit(changes::incrementAndGet);
    }

    @Override
    public Class<LoginEnded> handles() {
        return LoginEnded.class;
    }

    @Override
    public boolean onlyCommits(LoginEnded ended) {
        return true;
    }

    @Override
    public void handle(LoginEnded ended, Delivery delivery) {
        delivery.commit(unit -> end(ended.login(), unit));
    }

    @Override
    public boolean forgetOld(int most) {
        return database.update("""
                        delete from ended_login where login in (
                            select login from ended_login where ended_at < now() - make_interval(secs => ?) limit ?)
                        """, (double) KEPT.toSeconds(), most) == most;
    }
}
