package io.aegis.e2e.torture;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends the process as kill -9 does: at a chosen message, and when the harness is gone. */
@ApplicationScoped
class Death {
    private final AtomicInteger messages = new AtomicInteger();
    private final TortureConfig config;

    Death(TortureConfig config) {
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().daemon().name("harness-watch").start(Death::untilHarnessIsGone);
    }

    /** The weakest moment of a broken variant. */
    void comes() {
        if (messages.incrementAndGet() == config.dieAt()) {
            Runtime.getRuntime().halt(137);
        }
    }

    private static void untilHarnessIsGone() {
        try {
            while (System.in.read() >= 0) {
                // the harness says nothing; its end closes the pipe
            }
        } catch (IOException e) {
            // gone as well
        }
        Runtime.getRuntime().halt(137);
    }
}
