package io.aegis.state.inbound.rest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import io.aegis.state.application.CustomerStore.Order;
import io.aegis.state.application.CustomerStore.SortKey;
import io.aegis.state.domain.Words;
import jakarta.ws.rs.BadRequestException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what callers put into paths and queries. What cannot be read is a 400 that says what is expected, and quotes nothing. */
final class Parameters {
    /** PostgreSQL and JSON refuse some of these, and no name needs the others. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    private static final Set<String> FACTS = Stream.of(
                    CustomerFact.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .collect(Collectors.toUnmodifiableSet());

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

    /** What was searched for, as words. */
    static List<String> words(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        List<String> words = Words.of(printable("search", text));
        if (words.isEmpty()) {
            throw new BadRequestException("search has letters or digits");
        }
        return words;
    }

    static @Nullable String text(String name, @Nullable String text) {
        return text == null || text.isEmpty() ? null : printable(name, text);
    }

    /** @param sort a field, with a minus before it for descending */
    static Order order(String sort) {
        boolean descending = sort.startsWith("-");
        SortKey by = oneOf(SortKey.class, "sort, without a minus before it,", descending ? sort.substring(1) : sort);
        return new Order(by == null ? SortKey.ID : by, descending);
    }

    static @Nullable Integer score(String name, @Nullable String text) {
        return text == null || text.isEmpty() ? null : within(name, text, 0, 100);
    }

    /** A time that has come: what will be known later, nobody knows. */
    static @Nullable Instant past(String name, @Nullable String text, Instant now) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        String expected = name + " is a time such as 2026-05-04T12:00:00Z, and not in the future";
        Instant time;
        try {
            time = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new BadRequestException(expected, e);
        }
        if (time.isAfter(now) || time.isBefore(Instant.EPOCH)) {
            throw new BadRequestException(expected);
        }
        return time;
    }

    /** Wire names of facts. */
    static Set<String> kinds(List<String> texts) {
        if (!FACTS.containsAll(texts)) {
            throw new BadRequestException(
                    "kind is one of " + FACTS.stream().sorted().collect(Collectors.joining(", ")));
        }
        return Set.copyOf(texts);
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
