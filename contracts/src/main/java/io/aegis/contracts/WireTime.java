package io.aegis.contracts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Times on the wire, ISO 8601. The usual one, {@code 2026-05-04T12:00:00Z} with or without a fraction, is read by hand: a
 * formatter takes as long as all the rest of a message.
 */
public final class WireTime {
    private static final int SHORTEST = "2026-05-04T12:00:00Z".length();
    private static final int LONGEST = "2026-05-04T12:00:00.123456789Z".length();
    private static final int FRACTION = "2026-05-04T12:00:00.".length();
    private static final int NANO_DIGITS = 9;
    private static final int HOURS = 24;
    private static final int SIXTY = 60;

    private WireTime() {}

    /** @throws DateTimeException when it is no time with an offset */
    public static Instant read(String text) {
        Instant usual = usual(text);
        return usual == null ? OffsetDateTime.parse(text).toInstant() : usual;
    }

    /** Null for any that takes a closer look. */
    static @Nullable Instant usual(String text) {
        int length = text.length();
        if (length < SHORTEST
                || length > LONGEST
                || length == FRACTION + 1
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(length - 1) != 'Z'
                || length > SHORTEST && text.charAt(FRACTION - 1) != '.') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int nanos = 0;
        if (length > SHORTEST) {
            nanos = number(text, FRACTION, length - 1);
            for (int digits = length - 1 - FRACTION; digits < NANO_DIGITS; digits++) {
                nanos *= 10;
            }
        }
        if (year < 0
                || month < 0
                || day < 0
                || hour < 0
                || hour >= HOURS
                || minute < 0
                || minute >= SIXTY
                || second < 0
                || second >= SIXTY
                || nanos < 0) {
            return null;
        }
        try {
            long days = LocalDate.of(year, month, day).toEpochDay();
            return Instant.ofEpochSecond(((days * HOURS + hour) * SIXTY + minute) * SIXTY + second, nanos);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Below zero when there is anything but digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    static final class Reader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Instant usual = parser.hasToken(JsonToken.VALUE_STRING) ? usual(parser.getText()) : null;
            return usual == null ? InstantDeserializer.INSTANT.deserialize(parser, context) : usual;
        }
    }
}
