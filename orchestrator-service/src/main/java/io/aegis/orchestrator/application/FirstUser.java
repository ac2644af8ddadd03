package io.aegis.orchestrator.application;

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
import java.time.Clock;
import java.util.Set;

/** The first user, an admin who makes the others. The launcher shows the password of the file, once. */
@ApplicationScoped
public class FirstUser {
    private static final String NAME = "admin";

    private final LoginStore logins;
    private final Issuers issuers;
    private final OrchestratorConfig config;
    private final Clock clock;

    FirstUser(LoginStore logins, Issuers issuers, OrchestratorConfig config, Clock clock) {
        this.logins = logins;
        this.issuers = issuers;
        this.config = config;
        this.clock = clock;
    }

    void make(@Observes StartupEvent start) {
        if (config.demo() || issuers.usersAreElsewhere()) {
            return;
        }
        String password = password(config.secrets().resolve("admin-password"));
        QuarkusTransaction.requiringNew().run(() -> {
            boolean needed = logins.all().stream()
                    .noneMatch(login -> !login.demo() && login.user().admin());
            if (needed && !password.isEmpty()) {
                User admin = new User(NAME, Set.of(User.ADMIN), null);
                logins.save(Login.of(admin, BcryptUtil.bcryptHash(password), false));
                logins.record(Entry.about(admin, "user_made", "first start", clock.instant()));
            }
        });
    }

    private static String password(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
