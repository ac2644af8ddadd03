package io.aegis.query.outbound.pages;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aegis.contracts.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a page can be written in. */
enum Format {
    MARKDOWN("md", "markdown"),
    HTML("html", "htm"),
    OPENAPI_JSON("json"),
    OPENAPI_YAML("yaml", "yml"),
    TEXT("txt");

    private static final YAMLMapper YAML = new YAMLMapper();

    private final List<String> endings;

    Format(String... endings) {
        this.endings = List.of(endings);
    }

    /** By the file's ending; none for what is no page. */
    static Optional<Format> of(String path) {
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.contains(ending))
                .findFirst();
    }

    /** @throws Unreadable when the content is not of this format */
    Page read(String path, String content) {
        String name = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
        return switch (this) {
            case MARKDOWN -> MarkdownReader.read(name, content);
            case HTML -> HtmlReader.read(name, content);
            case OPENAPI_JSON -> OpenApiReader.read(name, content, Json.mapper());
            case OPENAPI_YAML -> OpenApiReader.read(name, content, YAML);
            case TEXT -> TextReader.read(name, content);
        };
    }
}
