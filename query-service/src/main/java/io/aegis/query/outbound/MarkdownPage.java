package io.aegis.query.outbound;

import io.aegis.query.domain.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation: a title, and sections. A comment {@code <!-- also: ... -->} in a section holds words that
 * customers use for it and the text does not; they are searched, and not shown.
 */
record MarkdownPage(List<Section> sections) {
    private static final Pattern SECTION = Pattern.compile("(?m)^## ");
    private static final Pattern ALSO = Pattern.compile("<!-- also: (.*?) -->\\s*", Pattern.DOTALL);

    record Section(Passage passage, String also) {}

    /** Reads every page that is packaged. They are listed in an index, since a jar's folder cannot be. */
    static List<MarkdownPage> packaged() {
        return resource("index.txt")
                .lines()
                .map(name -> parse(name, resource(name + ".md")))
                .toList();
    }

    static MarkdownPage parse(String name, String markdown) {
        String[] parts = SECTION.split(markdown);
        String title = parts[0].strip();
        if (!title.startsWith("# ") || parts.length == 1) {
            throw new IllegalArgumentException("page " + name + " needs a title and sections");
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            String[] headingAndText = parts[i].split("\n", 2);
            Matcher also = ALSO.matcher(headingAndText[1]);
            sections.add(new Section(
                    new Passage(
                            name,
                            title.substring(2),
                            headingAndText[0].strip(),
                            also.replaceAll("").strip()),
                    also.reset().find() ? also.group(1) : ""));
        }
        return new MarkdownPage(List.copyOf(sections));
    }

    private static String resource(String file) {
        try (InputStream in = MarkdownPage.class.getResourceAsStream("/knowledge/" + file)) {
            if (in == null) {
                throw new IllegalStateException("knowledge/" + file + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
