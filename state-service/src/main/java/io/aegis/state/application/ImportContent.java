package io.aegis.state.application;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An import's content from its beginning, read part by part, and how much of it was read. For one thread. */
final class ImportContent extends InputStream {
    private final ImportStore store;
    private final String id;

    private byte[] part = new byte[0];
    private int position;
    private int next;
    private long count;

    ImportContent(ImportStore store, String id) {
        this.store = store;
        this.id = id;
    }

    /** In bytes; a little ahead of the records. */
    long count() {
        return count;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (position == part.length && !load()) {
            return -1;
        }
        int read = Math.min(length, part.length - position);
        System.arraycopy(part, position, into, offset, read);
        position += read;
        count += read;
        return read;
    }

    private boolean load() {
        Optional<byte[]> loaded = QuarkusTransaction.requiringNew().call(() -> store.part(id, next));
        byte @Nullable [] found = loaded.orElse(null);
        if (found == null) {
            return false;
        }
        part = found;
        position = 0;
        next++;
        return true;
    }
}
