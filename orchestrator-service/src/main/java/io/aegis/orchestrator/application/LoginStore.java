package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.domain.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may log in, and the record of who did and who changed that. */
public interface LoginStore {
    Optional<Login> find(String name);

    /** By name. */
    List<Login> all();

    List<Login> of(CustomerId customer);

    /** Adds or replaces. */
    void save(Login login);

    void remove(Login login);

    void record(Entry entry);

    /** The latest first. */
    List<Entry> latest(int most);

    /**
     * @param id what its tokens name: random, and another one for each password
     * @param passwordHash bcrypt, in modular crypt format
     * @param demo whether the user exists for the demo only
     */
    record Login(String id, User user, String passwordHash, boolean demo) {
        static Login of(User user, String passwordHash, boolean demo) {
            return new Login(UUID.randomUUID().toString(), user, passwordHash, demo);
        }

        @Override
        public String toString() {
            return "Login[" + user.name() + "]";
        }
    }

    /**
     * @param event logged_in, login_failed, login_shut, user_made, user_removed, user_erased, password_reset or
     *     password_changed
     * @param user whom it is about; absent when there is no such user, since what was typed may be anything
     * @param customer whose user that is
     * @param by who did it: a user's name, or the address of somebody who was nobody yet
     */
    record Entry(
            Instant at,
            String event,
            @Nullable String user,
            @Nullable CustomerId customer,
            String by) {
        /** About somebody whom there is. */
        static Entry about(User user, String event, String by, Instant at) {
            return new Entry(at, event, user.name(), user.customer(), by);
        }

        /** About nobody, or nobody whom one may name. */
        static Entry nameless(String event, String by, Instant at) {
            return new Entry(at, event, null, null, by);
        }
    }
}
