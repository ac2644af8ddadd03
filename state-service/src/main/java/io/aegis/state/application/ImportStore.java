package io.aegis.state.application;

import io.aegis.state.application.CustomerFiles.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where imports, their content and their faults are kept. */
public interface ImportStore {
    /** Faults beyond so many are counted and not kept. */
    int MOST_FAULTS = 10_000;

    void begin(String id, String caller, Format format, Instant now);

    void append(String id, int part, byte[] data);

    /** All of the content is there: whoever {@link #claim}s next may work it. */
    void complete(String id, @Nullable String key, String hash, long bytes);

    /** Forgets an import, its content and its faults. */
    void discard(String id);

    /** Forgets what was begun before a time and never came to its end: its sender is gone. */
    void discardUnfinished(Instant before);

    Optional<ImportJob> find(String id);

    Optional<ImportJob> find(String caller, String key);

    /** The oldest one that nobody works, for as long as the lease; its attempts are counted. */
    Optional<ImportJob> claim(String owner, Duration lease);

    /** A part of the content, from 0 on; absent behind the last. */
    Optional<byte[]> part(String id, int number);

    /** @return false when another took the import over */
    boolean advance(String id, String owner, Duration lease, Progress progress, List<Fault> faults);

    /** Gives the import back, for whoever claims it next. */
    void release(String id, String owner);

    /** The end: the content is forgotten. @param failure absent when it was read to its end */
    void end(String id, @Nullable String failure, Instant now);

    /** Faults in the order of their lines. */
    List<Fault> faults(String id, int limit);

    /** One record's fault: where and why, and nothing of what was there. */
    record Fault(long line, String field, String reason) {}

    /**
     * How far an import has come.
     *
     * @param line the last one read
     * @param records read, with those that were refused
     * @param changed how many of them changed something
     */
    record Progress(long bytes, long line, long records, long changed, long refused) {}

    sealed interface State {
        record Receiving() implements State {}

        record Waiting() implements State {}

        record Done(Instant at) implements State {}

        /** What came before the line of the progress is in; the rest was not looked at. */
        record Failed(Instant at, String reason) implements State {}
    }

    /** @param attempts since the last progress */
    record ImportJob(
            String id,
            Format format,
            @Nullable String hash,
            long bytes,
            Instant createdAt,
            State state,
            Progress progress,
            int attempts) {}
}
