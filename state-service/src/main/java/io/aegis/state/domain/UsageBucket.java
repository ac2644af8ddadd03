package io.aegis.state.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.UsageRecorded;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;

/**
 * Calls are kept by the hour under this, with bounded texts. The query of an endpoint and all but the end of a key hint are
 * dropped, since secrets turn up there; a part of the path that looks like an id is {@code {id}}, so that a customer's
 * endpoints stay few.
 *
 * @param endpoint at most 200 characters; {@link #OTHER} for what came when the customer's day was full
 * @param keyHint at most 4 characters; empty when the product does not know the key
 */
public record UsageBucket(
        CustomerId customer, Instant hour, Environment environment, String endpoint, int status, String keyHint) {
    public static final String OTHER = "other";

    private static final long SECONDS_AN_HOUR = 3600;
    private static final int LONGEST_ENDPOINT = 200;
    private static final int LONGEST_WORD = 24;
    private static final int HINT = 4;
    private static final String ID = "{id}";
    private static final Set<Byte> UNPRINTABLE = Set.of(Character.CONTROL, Character.SURROGATE);

    /** @param endpoints what endpoints are kept as, as far as that was found before: few of them are called often */
    static UsageBucket of(UsageRecorded usage, Map<String, String> endpoints) {
        String hint = usage.keyHint() == null ? "" : usage.keyHint();
        return new UsageBucket(
                usage.customer(),
                Instant.ofEpochSecond(Math.floorDiv(usage.at().getEpochSecond(), SECONDS_AN_HOUR) * SECONDS_AN_HOUR),
                usage.environment(),
                endpoints.computeIfAbsent(usage.endpoint(), UsageBucket::endpoint),
                usage.status(),
                printable(hint.substring(Math.max(0, hint.length() - HINT))));
    }

    /** By hand, as equals: each event is looked up by it. */
    @Override
    public int hashCode() {
        int hash = customer.hashCode();
        hash = 31 * hash + hour.hashCode();
        hash = 31 * hash + environment.ordinal();
        hash = 31 * hash + endpoint.hashCode();
        hash = 31 * hash + status;
        return 31 * hash + keyHint.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UsageBucket bucket
                && bucket.status == status
                && bucket.environment == environment
                && bucket.customer.equals(customer)
                && bucket.endpoint.equals(endpoint)
                && bucket.hour.equals(hour)
                && bucket.keyHint.equals(keyHint);
    }

    public LocalDate day() {
        return LocalDate.ofInstant(hour, ZoneOffset.UTC);
    }

    public boolean failed() {
        return status >= 400;
    }

    /** Where the calls go when there is no room for another endpoint or key. */
    UsageBucket other() {
        return new UsageBucket(customer, hour, environment, OTHER, status, "");
    }

    private static String endpoint(String text) {
        int query = text.indexOf('?');
        String path = printable(query < 0 ? text : text.substring(0, query));
        StringBuilder kept = new StringBuilder(path.length());
        for (int start = 0; start <= path.length() && kept.length() < LONGEST_ENDPOINT; ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String part = path.substring(start, end);
            kept.append(isId(part) ? ID : part);
            if (slash >= 0) {
                kept.append('/');
            }
            start = end + 1;
        }
        kept.setLength(Math.min(kept.length(), LONGEST_ENDPOINT));
        return kept.toString();
    }

    /** A number, a long hexadecimal word such as a UUID, or a long word with digits in it. */
    private static boolean isId(String part) {
        int digits = 0;
        boolean hexadecimal = true;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c != '-' && Character.digit(c, 16) < 0) {
                hexadecimal = false;
            }
        }
        return digits > 0
                && (digits == part.length() || hexadecimal && part.length() >= 8 || part.length() > LONGEST_WORD);
    }

    private static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPrintable(text.charAt(i))) {
                return text.chars()
                        .filter(UsageBucket::isPrintable)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    private static boolean isPrintable(int c) {
        return c >= ' ' && c < 127 || !UNPRINTABLE.contains((byte) Character.getType(c));
    }
}
