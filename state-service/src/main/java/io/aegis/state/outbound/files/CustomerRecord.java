package io.aegis.state.outbound.files;

import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Tier;
import io.aegis.state.application.CustomerFiles.Line;
import io.aegis.state.domain.Command;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts of one record, made into what it says. The first fault is the record's. */
final class CustomerRecord {
    private static final int LONGEST = 200;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+");

    /** What an export puts before a text that a spreadsheet would take for a formula. */
    private static final Pattern DEFUSED = Pattern.compile("'[=+\\-@\\t\\r].*", Pattern.DOTALL);

    private final Map<Column, String> texts;

    CustomerRecord(Map<Column, String> texts) {
        this.texts = texts;
    }

    Line line(long number, Instant at) {
        try {
            String customer = text(Column.CUSTOMER);
            if (customer == null) {
                throw new Fault(Column.CUSTOMER, "is missing");
            }
            return new Line.Said(
                    number,
                    read(Column.CUSTOMER, customer, CustomerId::new, "is 1 to 120 letters, digits or ._:@+-"),
                    new Command.Introduce(
                            text(Column.NAME),
                            email(),
                            timeZone(),
                            locale(),
                            consent(),
                            tier(),
                            text(Column.PLAN),
                            since(at),
                            time(Column.TRIAL_ENDS_AT),
                            at));
        } catch (Fault fault) {
            return new Line.Faulty(number, fault.column.title(), fault.reason);
        }
    }

    private @Nullable String email() throws Fault {
        String email = text(Column.EMAIL);
        if (email != null && !ADDRESS.matcher(email).matches()) {
            throw new Fault(Column.EMAIL, "is no mail address");
        }
        return email;
    }

    private @Nullable String timeZone() throws Fault {
        String zone = text(Column.TIME_ZONE);
        if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new Fault(Column.TIME_ZONE, "is no time zone such as Europe/Vienna");
        }
        return zone;
    }

    private @Nullable String locale() throws Fault {
        String locale = text(Column.LOCALE);
        if (locale != null && Locale.forLanguageTag(locale).getLanguage().isEmpty()) {
            throw new Fault(Column.LOCALE, "is no language tag such as de-AT");
        }
        return locale;
    }

    private @Nullable Consent consent() throws Fault {
        String consent = text(Column.CONSENT);
        return consent == null ? null : read(Column.CONSENT, consent, Consent::of, "is given or withheld");
    }

    private @Nullable Tier tier() throws Fault {
        String tier = text(Column.TIER);
        return tier == null
                ? null
                : read(Column.TIER, tier, Tier::of, "is one of none, trial, starter, pro, enterprise");
    }

    private @Nullable Instant since(Instant now) throws Fault {
        Instant since = time(Column.SINCE);
        if (since != null && since.isAfter(now)) {
            throw new Fault(Column.SINCE, "is in the future");
        }
        return since;
    }

    private @Nullable Instant time(Column column) throws Fault {
        String text = text(column);
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new Fault(column, "is a day such as 2026-05-04 or a time such as 2026-05-04T12:00:00Z");
        }
    }

    private @Nullable String text(Column column) throws Fault {
        String given = texts.getOrDefault(column, "").strip();
        String text = DEFUSED.matcher(given).matches() ? given.substring(1) : given;
        if (text.length() > LONGEST) {
            throw new Fault(column, "is longer than " + LONGEST + " characters");
        }
        if (UNPRINTABLE.matcher(text).find()) {
            throw new Fault(column, "has characters that cannot be printed");
        }
        return text.isEmpty() ? null : text;
    }

    private static <T> T read(Column column, String text, Function<String, T> reader, String expected) throws Fault {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new Fault(column, expected);
        }
    }

    /** Quotes nothing. */
    private static final class Fault extends Exception {
        private final Column column;
        private final String reason;

        Fault(Column column, String reason) {
            super(reason, null, false, false);
            this.column = column;
            this.reason = reason;
        }
    }
}
