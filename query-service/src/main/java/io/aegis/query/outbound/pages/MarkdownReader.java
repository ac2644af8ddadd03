package io.aegis.query.outbound.pages;

import io.aegis.query.outbound.pages.Page.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Markdown: the first heading of level 1 is the title, every other one down to level 3 begins a part. A comment
 * {@code <!-- also: ... -->} in a part holds words that customers use for it and the text does not.
 */
final class MarkdownReader {
    private static final int DEEPEST = 3;
    private static final Parser PARSER =
            Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();
    private static final Pattern FRONT_MATTER = Pattern.compile("\\A---\\R.*?\\R---\\R", Pattern.DOTALL);
    private static final Pattern ALSO = Pattern.compile("<!-- also: (.*?) -->\\s*", Pattern.DOTALL);

    private MarkdownReader() {}

    /** @param name the title of a page that has none */
    static Page read(String name, String content) {
        String markdown = FRONT_MATTER.matcher(content).replaceFirst("");
        List<String> lines = markdown.lines().toList();
        String title = name;
        String heading = "";
        boolean titled = false;
        int from = 0;
        List<Part> parts = new ArrayList<>();
        for (Node node = PARSER.parse(markdown).getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading next && next.getLevel() <= DEEPEST) {
                int line = next.getSourceSpans().get(0).getLineIndex();
                parts.add(part(heading, lines.subList(from, line)));
                from = line + next.getSourceSpans().size();
                if (!titled && next.getLevel() == 1) {
                    titled = true;
                    title = words(next);
                    heading = "";
                } else {
                    heading = words(next);
                }
            }
        }
        parts.add(part(heading, lines.subList(from, lines.size())));
        return new Page(title, parts);
    }

    private static Part part(String heading, List<String> lines) {
        String text = String.join("\n", lines);
        Matcher also = ALSO.matcher(text);
        return new Part(heading, also.replaceAll(""), also.reset().find() ? also.group(1) : "");
    }

    private static String words(Heading heading) {
        StringBuilder words = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }
        });
        return words.toString().strip();
    }
}
