package io.aegis.agent.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineTest {
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    private final Line line = new Line("Billing", Duration.ofMillis(300), clock);
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void after_five_failures_in_a_row_nothing_is_called_until_the_rest_is_over() {
        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowable(() -> line.call(this::fail))).isInstanceOf(NotNow.class);
        }
        assertThatThrownBy(() -> line.call(this::fail))
                .isInstanceOfSatisfying(
                        NotSent.class, notSent -> assertThat(notSent.pause()).contains(Duration.ofMillis(300)));
        assertThat(calls).hasValue(5);

        await().atMost(Duration.ofSeconds(5)).ignoreException(NotSent.class).until(() -> line.call(() -> true));
        assertThat(line.call(calls::get)).isEqualTo(5);
    }

    @Test
    void a_refusal_is_an_answer() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> line.call(() -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(line.call(() -> "still here")).isEqualTo("still here");
    }

    @Test
    void what_did_not_leave_is_told_from_what_was_not_answered() {
        assertThat(line.unanswered(new RuntimeException(new ConnectException("refused: secret"))))
                .isInstanceOf(NotSent.class)
                .hasMessage("Billing cannot be reached at the moment.");
        assertThat(line.unanswered(new IOException("secret")))
                .isInstanceOf(NotNow.class)
                .hasMessage("Billing gave no answer: IOException");
    }

    @Test
    void who_says_when_to_come_again_is_listened_to_within_bounds() {
        assertThat(line.later(429, Optional.of("7")).pause()).isEqualTo(Duration.ofSeconds(7));
        assertThat(line.later(503, Optional.of("Sun, 01 Mar 2026 10:01:00 GMT")).pause())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(line.later(429, Optional.of("99999")).pause()).isEqualTo(Duration.ofMinutes(5));
        assertThat(line.later(429, Optional.of("soon")).pause()).isEqualTo(Duration.ofSeconds(2));
        assertThat(line.later(401, Optional.empty())).hasMessageContaining("look at the key");
    }

    private Object fail() {
        calls.incrementAndGet();
        throw new NotNow("away");
    }
}
