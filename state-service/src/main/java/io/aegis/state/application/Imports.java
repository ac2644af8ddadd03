package io.aegis.state.application;

import io.aegis.contracts.Sha256;
import io.aegis.state.application.CustomerFiles.Format;
import io.aegis.state.application.ImportStore.ImportJob;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes files of customers. What is taken is worked by {@link ImportWorker}, here or on another replica. */
@ApplicationScoped
public class Imports {
    private static final int PART = 256 * 1024;

    private final ImportStore store;
    private final ImportWorker worker;
    private final Clock clock;

    Imports(ImportStore store, ImportWorker worker, Clock clock) {
        this.store = store;
        this.worker = worker;
        this.clock = clock;
    }

    /**
     * Keeps the content as it comes, with little memory, and returns when all of it is in the database.
     *
     * @param key the same again, for the same content, is the same import
     * @throws KeyReused when the caller used the key for another content
     * @throws IOException when the content was cut short; nothing of it is kept
     */
    public ImportJob receive(String caller, @Nullable String key, Format format, InputStream content)
            throws IOException {
        String id = "im-" + UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> store.begin(id, caller, format, clock.instant()));
        boolean kept = false;
        try {
            kept = keep(id, caller, key, content);
        } finally {
            if (!kept) {
                QuarkusTransaction.requiringNew().run(() -> store.discard(id));
            }
        }
        worker.wake();
        return find(kept || key == null ? store.find(id) : store.find(caller, key));
    }

    public Optional<ImportJob> find(String id) {
        return store.find(id);
    }

    /** False when the key stands for this content already. */
    private boolean keep(String id, String caller, @Nullable String key, InputStream content) throws IOException {
        MessageDigest digest = Sha256.begin();
        long bytes = 0;
        int part = 0;
        for (byte[] data = content.readNBytes(PART); data.length > 0; data = content.readNBytes(PART)) {
            digest.update(data);
            bytes += data.length;
            byte[] next = data;
            int number = part++;
            QuarkusTransaction.requiringNew().run(() -> store.append(id, number, next));
        }
        long all = bytes;
        String hash = Sha256.hex(digest);
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<ImportJob> before = key == null ? Optional.empty() : store.find(caller, key);
            if (before.isEmpty()) {
                store.complete(id, key, hash, all);
            } else if (!hash.equals(before.get().hash())) {
                throw new KeyReused();
            }
            return before.isEmpty();
        });
    }

    private static ImportJob find(Optional<ImportJob> job) {
        return job.orElseThrow(() -> new IllegalStateException("an import that was just kept is not there"));
    }
}
