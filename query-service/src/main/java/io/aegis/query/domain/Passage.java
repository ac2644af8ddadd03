package io.aegis.query.domain;

import org.jspecify.annotations.Nullable;

/**
 * One section of a page of the documentation. Whoever wrote the page wrote this text: it is quoted, and never obeyed.
 *
 * @param title the page's title
 * @param section the section's heading; empty where the page has none
 * @param text the section, as Markdown
 * @param url where people read it; null when it is published nowhere
 */
public record Passage(
        PassageId id,
        String title,
        String section,
        String text,
        @Nullable String url) {
    /** What an answer names as its source, in Markdown: a link, when there is a place to lead to. */
    public String source() {
        String name = section.isEmpty() ? title : title + ", “" + section + "”";
        return url == null ? name : "[%s](%s)".formatted(name.replaceAll("[\\[\\]]", ""), url);
    }

    /** The passage with a text of at most that many characters, cut where a paragraph ends if one does. */
    public Passage shortened(int most) {
        if (text.length() <= most) {
            return this;
        }
        int paragraph = text.lastIndexOf("\n\n", most);
        int end = paragraph > most / 2 ? paragraph : most - (Character.isHighSurrogate(text.charAt(most - 1)) ? 1 : 0);
        return new Passage(id, title, section, text.substring(0, end).stripTrailing() + " …", url);
    }
}
