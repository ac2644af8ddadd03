package io.aegis.messaging.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final Limits limits = new Limits(new LimitsConfig() {
        @Override
        public int messages() {
            return 2;
        }

        @Override
        public int usage() {
            return 1;
        }

        @Override
        public int webhooks() {
            return 1;
        }

        @Override
        public int logins() {
            return 1;
        }
    });

    @Test
    void what_is_beyond_the_limit_waits_for_as_long_as_a_place_takes_to_come_free() {
        assertThat(limits.take(Limited.Kind.MESSAGES, "a")).isZero();
        assertThat(limits.take(Limited.Kind.MESSAGES, "a")).isZero();
        assertThat(limits.take(Limited.Kind.MESSAGES, "a")).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void nobody_pays_for_another_and_no_kind_for_another() {
        assertThat(limits.take(Limited.Kind.USAGE, "a")).isZero();

        assertThat(limits.take(Limited.Kind.USAGE, "b")).isZero();
        assertThat(limits.take(Limited.Kind.LOGINS, "a")).isZero();
        assertThat(limits.take(Limited.Kind.USAGE, "a")).isPositive();
    }
}
