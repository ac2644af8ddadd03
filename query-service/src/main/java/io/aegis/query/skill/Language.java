package io.aegis.query.skill;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A language there is an example in. In the order they are looked for in a text, so the specific words come first. */
enum Language {
    PYTHON("Python", "python|django|flask"),
    JAVASCRIPT("JavaScript", "javascript|js|node(\\.?js)?|typescript|deno|bun"),
    JAVA("Java", "java|spring|quarkus"),
    CURL("curl", "curl|https?|rest|bash|shell|command line");

    private final String title;
    private final Pattern words;
    private final String example;

    Language(String title, String words) {
        this.title = title;
        this.words = Pattern.compile("(?<![\\w.])(" + words + ")(?!\\w)");
        this.example = packaged("/code/" + title.toLowerCase(Locale.ROOT) + ".md");
    }

    /** The language that a text names first in this order. */
    static Optional<Language> namedIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(language -> language.words.matcher(lower).find())
                .findFirst();
    }

    String title() {
        return title;
    }

    /** The first call, as Markdown, on that site and with that key. */
    String example(String site, String key) {
        return example.replace("YOUR_SITE", site).replace("YOUR_TEST_KEY", key);
    }

    private static String packaged(String file) {
        try (InputStream in = Language.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
