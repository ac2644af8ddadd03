package io.aegis.contracts;

import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The placeholder that stands for an API key in every text inside Aegis. The key itself never enters a topic, log, prompt
 * or journal; the front door puts it in when it shows the text to the key's owner.
 */
public final class KeyReference {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{key:([A-Za-z0-9._:@+-]+)}}");

    private KeyReference() {}

    public static String to(KeyId key) {
        return "{{key:" + key + "}}";
    }

    /** The text with every placeholder replaced by what {@code resolve} says. */
    public static String replace(String text, Function<KeyId, String> resolve) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll((MatchResult match) ->
                        java.util.regex.Matcher.quoteReplacement(resolve.apply(new KeyId(match.group(1)))));
    }
}
