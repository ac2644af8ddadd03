package io.aegis.messaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A time that stands still until somebody sets it, the same for all processes that read it from one file: eight bytes,
 * milliseconds since 1970. The file is mapped, so what one process sets, the others have with their next look. Thread-safe.
 */
public final class SimulatedClock extends Clock {
    private static final VarHandle MILLISECONDS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final ByteBuffer file;
    private final ZoneId zone;

    private SimulatedClock(ByteBuffer file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    /** Makes the file, or sets the time in the one that is there. */
    public static SimulatedClock starting(Path file, Instant at) {
        SimulatedClock clock = map(file, StandardOpenOption.CREATE);
        clock.set(at);
        return clock;
    }

    /** @throws UncheckedIOException when the file is not there */
    static SimulatedClock reading(Path file) {
        return map(file);
    }

    private static SimulatedClock map(Path file, StandardOpenOption... options) {
        StandardOpenOption[] all = new StandardOpenOption[options.length + 2];
        all[0] = StandardOpenOption.READ;
        all[1] = StandardOpenOption.WRITE;
        System.arraycopy(options, 0, all, 2, options.length);
        try (FileChannel channel = FileChannel.open(file, all)) {
            return new SimulatedClock(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES), ZoneOffset.UTC);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated time cannot be read from " + file, e);
        }
    }

    /** For all processes. Whole milliseconds. */
    public void set(Instant now) {
        MILLISECONDS.setVolatile(file, 0, now.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli((long) MILLISECONDS.getVolatile(file, 0));
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SimulatedClock(file, other);
    }
}
