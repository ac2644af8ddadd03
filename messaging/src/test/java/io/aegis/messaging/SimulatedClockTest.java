package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedClockTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void itStandsStillUntilItIsSetAndAllWhoReadItAgree() {
        SimulatedClock set = SimulatedClock.starting(folder.resolve("time"), START);
        Clock read = SimulatedClock.reading(folder.resolve("time"));
        assertThat(read.instant()).isEqualTo(START);

        set.set(START.plusSeconds(86_400));

        assertThat(read.instant()).isEqualTo(Instant.parse("2026-01-06T00:00:00Z"));
    }

    @Test
    void aTimeThatNobodySetsStopsTheStart() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> SimulatedClock.reading(nowhere))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("nowhere");
    }
}
