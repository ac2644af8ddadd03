package io.aegis.state.domain;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What customers are found by: the words of a text without case and accents, so that "muller" finds Müller. */
public final class Words {
    private static final int MOST = 40;
    private static final int LONGEST = 60;
    private static final int LONGEST_KEY = 200;
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Words() {}

    /** The words, each once, at most 40 of at most 60 characters. */
    public static List<String> of(@Nullable String... texts) {
        return Stream.of(texts)
                .filter(Objects::nonNull)
                .flatMap(text -> BETWEEN.splitAsStream(folded(text)))
                .filter(word -> !word.isEmpty())
                .map(word -> cut(word, LONGEST))
                .distinct()
                .limit(MOST)
                .toList();
    }

    /** What texts are sorted by: their first 200 characters, folded. */
    public static String key(@Nullable String text) {
        return text == null ? "" : cut(folded(text), LONGEST_KEY);
    }

    /** The same as one text, for {@link #of}. */
    public static String line(@Nullable String... texts) {
        return of(texts).stream().collect(Collectors.joining(" "));
    }

    private static String folded(String text) {
        return ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }
}
