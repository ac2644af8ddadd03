package io.aegis.agent.outbound.gemini;

import java.util.regex.Pattern;

/**
 * Text of others on its way into a prompt: between markers that it cannot close, and without what looks like an API key.
 * What stands between the markers can add words; what it asks for is decided by tools, catalogue and gate all the same.
 */
final class Untrusted {
    private static final Pattern MARKER = Pattern.compile("<(?=\\s*/?\\s*untrusted)", Pattern.CASE_INSENSITIVE);
    /** Aegis' own keys, and others' of the same make, such as sk_live_ or test_ followed by many characters. */
    private static final Pattern KEY = Pattern.compile(
            "(?<![A-Za-z0-9])(?:[a-z]{2,4}_)?(?:test|live|prod|production)_(?=[A-Za-z_-]*\\d)[A-Za-z0-9_-]{16,}");

    private static final int LONGEST = 16_000;

    private Untrusted() {}

    static String block(String source, String text) {
        String harmless = KEY.matcher(MARKER.matcher(text).replaceAll("&lt;")).replaceAll("[key removed]");
        String bounded = harmless.length() <= LONGEST ? harmless : harmless.substring(0, LONGEST) + " [cut off here]";
        return "<untrusted source=\"%s\">\n%s\n</untrusted>".formatted(source, bounded);
    }
}
