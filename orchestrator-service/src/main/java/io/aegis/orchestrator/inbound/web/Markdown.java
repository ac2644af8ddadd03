package io.aegis.orchestrator.inbound.web;

import io.quarkus.qute.RawString;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Replies as HTML. HTML inside of them is shown, not obeyed; links go to the web only, and tell it nothing. Thread-safe. */
final class Markdown {
    private static final List<Extension> TABLES = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(TABLES).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(TABLES)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .softbreak("<br>\n")
            .attributeProviderFactory(context -> Markdown::leaveAlone)
            .build();

    private Markdown() {}

    static RawString html(String markdown) {
        return new RawString(RENDERER.render(PARSER.parse(markdown)));
    }

    private static void leaveAlone(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof Link) {
            attributes.put("rel", "noopener noreferrer");
            attributes.put("target", "_blank");
        }
    }
}
