package io.aegis.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The usual time is read by hand; it has to be what the formatter says. */
class WireTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-05-04T12:00:00Z",
                "2026-05-04T12:00:00.1Z",
                "2026-05-04T23:59:59.123456Z",
                "2024-02-29T00:00:00.000000001Z",
                "1969-12-31T23:59:59.999999999Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.5Z"
            })
    void a_usual_time_is_what_the_formatter_says(String text) {
        assertThat(WireTime.usual(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
        assertThat(Json.read("\"" + text + "\"", Instant.class)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-05-04T12:00:00+02:00",
                "2026-05-04T12:00Z",
                "2026-05-04T12:00:00.Z",
                "2026-02-29T12:00:00Z",
                "2026-13-04T12:00:00Z",
                "2026-05-04T24:00:00Z",
                "2026-05-04T12:60:00Z",
                "2026-05-04T12:00:0xZ",
                "2026-05-04 12:00:00Z",
                "2026-05-04T12:00:00.1234567890Z",
                "2026-05-04T12:00:00.-1Z",
                "-026-05-04T12:00:00Z",
                "yesterday, by and by",
                ""
            })
    void any_other_is_left_to_the_formatter(String text) {
        assertThat(WireTime.usual(text)).isNull();
    }

    @Test
    void another_offset_is_read_and_no_time_is_refused() {
        assertThat(WireTime.read("2026-05-04T12:00:00+02:00")).isEqualTo(Instant.parse("2026-05-04T10:00:00Z"));
        assertThatThrownBy(() -> WireTime.read("2026-02-30T12:00:00Z")).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Json.read("\"2026-02-30T12:00:00Z\"", Instant.class))
                .isInstanceOf(Json.Unreadable.class);
    }
}
