package io.aegis.state.outbound.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all documents of billing systems have in common, read with care: nothing here throws for what they hold. */
final class Documents {
    /** Who this is at the company, by its own id. */
    static final String CUSTOMER = "aegis_customer";

    static final String TIME_ZONE = "aegis_time_zone";
    static final String CONTACT = "aegis_contact";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,119}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");
    private static final Pattern PRIVATE = Pattern.compile(
            "secret|token|password|key|name|mail|phone|number|last4|address|fingerprint|iban|birth|dob|ssn|^ip|_ip$");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final int LONGEST = 200;

    private Documents() {}

    static Optional<String> id(JsonNode node) {
        return Optional.ofNullable(node.textValue())
                .filter(text -> ID.matcher(text).matches());
    }

    static @Nullable CustomerId customer(JsonNode node) {
        return id(node).map(CustomerId::new).orElse(null);
    }

    /** A text that people wrote, as the database can hold it; null when there is none. */
    static @Nullable String text(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String clean = CONTROL.matcher(text).replaceAll(" ").strip();
        int end = Math.min(LONGEST, clean.length());
        boolean halved = end < clean.length() && Character.isHighSurrogate(clean.charAt(end - 1));
        return clean.isEmpty() ? null : clean.substring(0, halved ? end - 1 : end);
    }

    static @Nullable String locale(@Nullable String tag) {
        String known =
                tag == null ? "" : Locale.forLanguageTag(tag.replace('_', '-')).toLanguageTag();
        return known.isEmpty() || known.equals("und") ? null : known;
    }

    static @Nullable Consent consent(@Nullable String word) {
        return switch (word) {
            case "given" -> Consent.GIVEN;
            case "withheld" -> Consent.WITHHELD;
            case null, default -> null;
        };
    }

    static @Nullable Money money(@Nullable Long minorUnits, @Nullable String currency) {
        String code = currency == null ? "" : currency.toUpperCase(Locale.ROOT);
        return minorUnits == null || !code.matches("[A-Z]{3}") ? null : new Money(minorUnits, code);
    }

    static @Nullable Instant time(@Nullable Long seconds) {
        return seconds == null || seconds < 0 || seconds > 99_999_999_999L ? null : Instant.ofEpochSecond(seconds);
    }

    /** Nothing happened in the future: with a clock that runs ahead one word would outlast every later one. */
    static Instant past(@Nullable Instant told, Instant now) {
        return told == null || told.isAfter(now) ? now : told;
    }

    /**
     * What is kept of a thing that has no meaning here: its ids, kinds, states, amounts and times. The whole event stays in
     * the inbox and at the billing system; the timeline is read by people and models, so texts, contact data and whatever
     * could be a secret are left out.
     */
    static CustomerFact outside(String type, String event, JsonNode object, Instant at) {
        ObjectNode outline = Json.object().put("event", event);
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            boolean plain = value.isNumber()
                    || value.isBoolean()
                    || value.isTextual() && WORD.matcher(value.textValue()).matches();
            if (plain
                    && WORD.matcher(field.getKey()).matches()
                    && !PRIVATE.matcher(field.getKey()).find()) {
                outline.set(field.getKey(), value);
            }
        });
        return new CustomerFact.OutsideEvent(type, outline, at);
    }
}
