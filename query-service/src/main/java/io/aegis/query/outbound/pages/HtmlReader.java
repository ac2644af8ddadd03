package io.aegis.query.outbound.pages;

import io.aegis.query.outbound.pages.Page.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * HTML: what a reader sees of the main part of a page, as Markdown. The first {@code h1} is the title, every other heading
 * down to {@code h3} begins a part. Scripts, navigation and whatever else is not the text are left out.
 */
final class HtmlReader {
    private static final String NOT_THE_TEXT =
            "script,style,noscript,template,nav,header,footer,aside,form,button,svg,iframe,[hidden],[aria-hidden=true]";

    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String title;
    private boolean titled;
    private String heading = "";

    private HtmlReader(String title) {
        this.title = title;
    }

    /** @param name the title of a page that has none */
    static Page read(String name, String html) {
        Document document = Jsoup.parse(html);
        HtmlReader reader = new HtmlReader(document.title().isBlank() ? name : document.title());
        Element main = Optional.ofNullable(document.selectFirst("main, article, [role=main]"))
                .orElse(document.body());
        main.select(NOT_THE_TEXT).remove();
        reader.walk(main);
        reader.finishPart();
        return new Page(reader.title, reader.parts);
    }

    private void walk(Node node) {
        if (node instanceof TextNode words) {
            add(words.getWholeText().replaceAll("\\s+", " "));
        } else if (node instanceof Element element) {
            switch (element.normalName()) {
                case "h1", "h2", "h3" -> begin(element);
                case "pre" -> block("```\n" + element.wholeText().strip() + "\n```");
                case "code" -> add("`" + element.text() + "`");
                case "li" -> {
                    line("- ");
                    element.childNodes().forEach(this::walk);
                }
                case "br" -> line("");
                case "tr" -> block(String.join(" | ", element.select("th,td").eachText()));
                default -> {
                    if (element.isBlock()) {
                        paragraph();
                    }
                    element.childNodes().forEach(this::walk);
                    if (element.isBlock()) {
                        paragraph();
                    }
                }
            }
        }
    }

    private void begin(Element next) {
        finishPart();
        if (!titled && next.normalName().equals("h1")) {
            titled = true;
            title = next.text();
            heading = "";
        } else {
            heading = next.text();
        }
    }

    private void finishPart() {
        parts.add(
                Part.of(heading, text.toString().replaceAll("[ \\t]+\\n", "\n").replaceAll("\\n{3,}", "\n\n")));
        text.setLength(0);
    }

    private void block(String block) {
        paragraph();
        text.append(block);
        paragraph();
    }

    private void paragraph() {
        text.append("\n\n");
    }

    private void line(String start) {
        text.append('\n').append(start);
    }

    /** Words that follow a space do not begin with one. */
    private void add(String words) {
        boolean spaced = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
        text.append(spaced ? words.stripLeading() : words);
    }
}
