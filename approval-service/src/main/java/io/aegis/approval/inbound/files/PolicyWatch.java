package io.aegis.approval.inbound.files;

import io.aegis.approval.ApprovalConfig;
import io.aegis.approval.application.Policies;
import io.aegis.approval.application.PolicyReader;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts the policy of a file in force, at the start and when it has changed. One that makes no sense changes nothing. */
@Startup
@ApplicationScoped
class PolicyWatch {
    private static final Logger LOG = Logger.getLogger(PolicyWatch.class);
    private static final String FILE = "file";
    private static final long SECONDS = 5;

    private final Policies policies;
    private final @Nullable ScheduledExecutorService clockwork;
    private @Nullable String seen;

    PolicyWatch(Policies policies, ApprovalConfig config) {
        this.policies = policies;
        if (config.policy().isEmpty()) {
            this.clockwork = null;
        } else {
            Path file = config.policy().get();
            this.clockwork = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("policy-watch").factory());
            clockwork.scheduleWithFixedDelay(() -> look(file), 0, SECONDS, TimeUnit.SECONDS);
        }
    }

    void look(Path file) {
        try {
            String text = Files.readString(file);
            if (!text.equals(seen)) {
                String version = policies.put(text, FILE).version();
                policies.activate(version, FILE, "The file was changed.");
                LOG.infof("policy in force, version=%s", version);
                seen = text;
            }
        } catch (PolicyReader.Invalid e) {
            LOG.errorf("policy file not in force, line=%d reason=%s", e.line(), e.getMessage());
        } catch (IOException e) {
            LOG.errorf("policy file cannot be read, failure=%s", e.getClass().getSimpleName());
        } catch (RuntimeException e) {
            LOG.warnf("policy file waits, failure=%s", e.getClass().getSimpleName());
        }
    }

    @PreDestroy
    void stop() {
        if (clockwork != null) {
            clockwork.shutdownNow();
        }
    }
}
