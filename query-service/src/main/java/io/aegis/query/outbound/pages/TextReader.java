package io.aegis.query.outbound.pages;

import io.aegis.query.outbound.pages.Page.Part;
import java.util.ArrayList;
import java.util.List;

/** Plain text: the first line is the title, and paragraphs that come after another are parts, a screenful each. */
final class TextReader {
    private static final int SCREENFUL = 1500;
    private static final int LONGEST_TITLE = 100;

    private TextReader() {}

    /** @param name the title of a text whose first line is none */
    static Page read(String name, String content) {
        String text = content.strip();
        String first = text.lines().findFirst().orElse("").strip();
        boolean titled = !first.isEmpty() && first.length() <= LONGEST_TITLE && text.length() > first.length();
        List<Part> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (String paragraph : (titled ? text.substring(first.length()) : text).split("\\R\\s*\\R")) {
            if (!part.isEmpty() && part.length() + paragraph.length() > SCREENFUL) {
                parts.add(Part.of("", part.toString()));
                part.setLength(0);
            }
            part.append(paragraph.strip()).append("\n\n");
        }
        parts.add(Part.of("", part.toString()));
        return new Page(titled ? first : name, parts);
    }
}
