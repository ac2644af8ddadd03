package io.aegis.query.domain;

/**
 * One section of a page of the documentation.
 *
 * @param page the page's file name without ending
 * @param title the page's title
 * @param section the section's heading
 * @param text the section, as Markdown
 */
public record Passage(String page, String title, String section, String text) {
    /** What an answer names as its source. */
    public String source() {
        return title + ", “" + section + "”";
    }
}
