package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.LoginStore.Login;
import io.aegis.orchestrator.domain.User;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The users of the demo, who share one password. They follow the password's file, so a new one counts from the next start. */
@ApplicationScoped
public class DemoUsers {
    private static final List<Persona> PERSONAS = List.of(
            new Persona("newcomer", "New"),
            new Persona("trial", "Trial"),
            new Persona("active", "Active"),
            new Persona("atrisk", "At risk"),
            new Persona("ada", "Approver"));

    private static final List<User> USERS = List.of(
            customer("newcomer", "demo-new"),
            customer("trial", "demo-trial"),
            customer("active", "demo-active"),
            customer("atrisk", "demo-atrisk"),
            staff("sam", "success-manager"),
            staff("ada", "approver", "success-manager"),
            staff("bo", "approver"),
            staff("root", "admin"));

    private final LoginStore logins;
    private final Users users;
    private final OrchestratorConfig config;

    /** A demo user that one becomes by one click. */
    public record Persona(String user, String label) {}

    DemoUsers(LoginStore logins, Users users, OrchestratorConfig config) {
        this.logins = logins;
        this.users = users;
        this.config = config;
    }

    /** None outside of the demo. */
    public List<Persona> personas() {
        return config.demo() ? PERSONAS : List.of();
    }

    /** Before the service is ready, since people log in as soon as it is. One hash serves all: it takes a tenth of a second. */
    void seed(@Observes StartupEvent start) {
        if (!config.demo()) {
            users.change(unit -> logins.all().stream().filter(Login::demo).forEach(login -> users.remove(login, unit)));
            return;
        }
        String password = password(config.secrets().resolve("demo-password"));
        users.change(unit -> {
            boolean current = logins.find(USERS.getLast().name())
                    .filter(Login::demo)
                    .map(login -> BcryptUtil.matches(password, login.passwordHash()))
                    .orElse(false);
            if (!current) {
                String hash = BcryptUtil.bcryptHash(password);
                USERS.forEach(user -> users.put(Login.of(user, hash, true), unit));
            }
        });
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo users need a password", e);
        }
    }

    private static User customer(String name, String customer) {
        return new User(name, Set.of(User.CUSTOMER), new CustomerId(customer));
    }

    private static User staff(String name, String... roles) {
        return new User(name, Set.of(roles), null);
    }
}
