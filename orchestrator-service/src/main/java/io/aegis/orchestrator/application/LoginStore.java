package io.aegis.orchestrator.application;

import io.aegis.orchestrator.domain.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may log in, and the record of who did and who changed that. Called inside a transaction. */
public interface LoginStore {
    Optional<Login> find(String name);

    /** By name. */
    List<Login> all();

    /** Adds or replaces. */
    void save(Login login);

    /** @return whether there was one */
    boolean remove(String name);

    void removeDemo();

    void record(Entry entry);

    /** The latest first. */
    List<Entry> latest(int most);

    /**
     * @param passwordHash bcrypt, in modular crypt format
     * @param demo whether the user exists for the demo only
     */
    record Login(User user, String passwordHash, boolean demo) {
        @Override
        public String toString() {
            return "Login[" + user.name() + "]";
        }
    }

    /**
     * @param event logged_in, login_failed, login_shut, user_made, user_removed, password_reset or password_changed
     * @param user whom it is about; absent when there is no such user, since what was typed may be anything
     * @param by who did it: a user's name, or the address of somebody who was nobody yet
     */
    record Entry(Instant at, String event, @Nullable String user, String by) {}
}
