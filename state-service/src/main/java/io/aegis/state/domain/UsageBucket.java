package io.aegis.state.domain;

import io.aegis.contracts.Environment;
import io.aegis.contracts.UsageRecorded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Calls as they are kept: by the hour, with bounded texts. The query of an endpoint and all but the end of a key hint are
 * dropped, since secrets turn up there.
 *
 * @param endpoint at most 200 characters
 * @param keyHint at most 4 characters; empty when the product does not know the key
 */
public record UsageBucket(
        Instant hour, Environment environment, String endpoint, int status, String keyHint, long calls) {
    private static final int LONGEST_ENDPOINT = 200;
    private static final int HINT = 4;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    public static UsageBucket of(UsageRecorded usage) {
        String endpoint = usage.endpoint().split("\\?", 2)[0];
        String hint = usage.keyHint() == null ? "" : usage.keyHint();
        return new UsageBucket(
                usage.at().truncatedTo(ChronoUnit.HOURS),
                usage.environment(),
                printable(endpoint.substring(0, Math.min(LONGEST_ENDPOINT, endpoint.length()))),
                usage.status(),
                printable(hint.substring(Math.max(0, hint.length() - HINT))),
                usage.calls());
    }

    private static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("");
    }
}
