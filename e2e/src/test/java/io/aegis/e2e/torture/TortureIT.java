package io.aegis.e2e.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The test that Kafka holds itself to: numbers run through two services that are killed while the servers go away under
 * them, and at the end none is lost, doubled or out of its customer's order. The broken variants show that the harness
 * would notice.
 */
class TortureIT {
    private static final int MANY = Integer.getInteger("torture.messages", 33_000);
    private static final long SEED = Long.getLong("torture.seed", 33_000);
    private static final int FEW = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    @Test
    void nothingIsLostDoubledOrMisplaced() {
        List<Course.Planned> faults = Course.faults(MANY, new Random(SEED));
        try (Course course = new Course("sound", MANY, faults, Map.of(), Map.of()).withSibling()) {
            assertThat(course.run()).isEqualTo(Verdict.SOUND);
            assertThat(course.first()).isEqualTo(Verdict.SOUND);
        }
    }

    @Test
    void publishingAfterTheCommitLoses() {
        Map<String, String> broken = Map.of("TORTURE_VARIANT", "PUBLISH_AFTER_COMMIT", "TORTURE_DIE_AT", "500");
        try (Course course = new Course("no-outbox", FEW, List.of(), broken, Map.of())) {
            assertThat(course.run(PATIENCE).lost()).isPositive();
        }
    }

    @Test
    void workingWithoutAnInboxDoubles() {
        String name = "no-inbox";
        Map<String, String> broken = Map.of(
                "TORTURE_VARIANT",
                "NO_INBOX",
                "TORTURE_DIE_AT",
                "500",
                "TORTURE_FROM",
                "torture." + name + ".unused",
                "TORTURE_STRAIGHT_FROM",
                "torture." + name + ".out");
        try (Course course = new Course(name, FEW, List.of(), Map.of(), broken)) {
            assertThat(course.run(PATIENCE).doubled()).isPositive();
        }
    }

    @Test
    void aRelayThatRemembersAnIdLoses() {
        try (Course course =
                new Course("cursor", FEW, List.of(), Map.of("TORTURE_VARIANT", "CURSOR_RELAY"), Map.of())) {
            assertThat(course.run(PATIENCE).lost()).isPositive();
        }
    }

    @Test
    void lockingSingleMessagesMisplaces() {
        Map<String, String> broken = Map.of("TORTURE_VARIANT", "ROW_BY_ROW", "AEGIS_MESSAGING_WORKERS", "0");
        try (Course course = new Course("row-by-row", FEW, List.of(), Map.of(), broken)) {
            assertThat(course.run(PATIENCE).misplaced()).isPositive();
        }
    }
}
