package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import jakarta.ws.rs.BadRequestException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what callers put into paths and queries. What cannot be read is a 400 that says what is expected, and quotes nothing. */
final class Parameters {
    /** PostgreSQL and JSON refuse some of these, and no name needs the others. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    private Parameters() {}

    static CustomerId customer(String text) {
        return read(text, CustomerId::new, "a customer id is 1 to 120 letters, digits or ._:@+-");
    }

    /** @param text {@code source:sequence}; a source may contain colons */
    static Seen seen(String text) {
        int colon = printable("seen", text).lastIndexOf(':');
        return read(
                text,
                given -> new Seen(given.substring(0, colon), Long.parseLong(given.substring(colon + 1))),
                "seen is source:sequence");
    }

    static @Nullable CustomerId after(@Nullable String text) {
        return text == null ? null : customer(text);
    }

    static @Nullable String search(@Nullable String text) {
        return text == null || text.isBlank() ? null : printable("search", text.strip());
    }

    /** One of an enumeration's wire names, or nothing. */
    static <E extends Enum<E>> @Nullable E oneOf(Class<E> type, String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> wireName(one).equals(text))
                .findFirst()
                .orElseThrow(() -> new BadRequestException(name + " is one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Parameters::wireName)
                                .collect(Collectors.joining(", "))));
    }

    static long version(@Nullable String text) {
        return text == null ? Long.MAX_VALUE : read(text, Long::valueOf, "before is a version");
    }

    static int within(String name, String text, int least, int most) {
        String expected = name + " is " + least + " to " + most;
        int value = read(text, Integer::valueOf, expected);
        if (value < least || value > most) {
            throw new BadRequestException(expected);
        }
        return value;
    }

    static String printable(String name, String text) {
        if (UNPRINTABLE.matcher(text).find()) {
            throw new BadRequestException(name + " has characters that cannot be printed");
        }
        return text;
    }

    private static String wireName(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T read(String text, Function<String, T> reader, String expected) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadRequestException(expected, e);
        }
    }
}
