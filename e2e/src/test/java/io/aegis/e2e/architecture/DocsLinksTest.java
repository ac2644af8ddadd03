package io.aegis.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation points at is there. */
class DocsLinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    /** A test that a document names: class, and the method in it. */
    private static final Pattern TEST = Pattern.compile("\\[(\\w+(?:Test|IT))\\.(\\w+)]\\(([^)\\s]+)\\)");
    /** What is not written by us, or not for readers of the code. */
    private static final Set<String> PASSED_OVER = Set.of("target", "node_modules", "resources");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Modules.ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.iterate(Modules.ROOT.relativize(file), path -> path != null, Path::getParent)
                            .map(path -> path.getFileName().toString())
                            .noneMatch(name -> name.startsWith(".") || PASSED_OVER.contains(name)))
                    .toList();
        }
    }

    @Test
    void the_documents_are_found() throws IOException {
        assertThat(documents().stream()
                        .map(file -> Modules.ROOT.relativize(file).toString()))
                .contains("README.md", "CONTRIBUTING.md", "docs/architecture.md");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void its_relative_links_lead_somewhere(Path document) {
        assertThat(LINK.matcher(read(document))
                        .results()
                        .map(link -> link.group(1))
                        .filter(target -> !target.matches("[a-z]+:.*") && !target.startsWith("#")))
                .allMatch(target -> Files.exists(resolve(document, target)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void the_tests_that_it_names_exist(Path document) {
        assertThat(TEST.matcher(read(document)).results())
                .allMatch(test -> resolve(document, test.group(3)).endsWith(test.group(1) + ".java")
                        && read(resolve(document, test.group(3))).contains(" " + test.group(2) + "("));
    }

    private static Path resolve(Path document, String target) {
        return document.resolveSibling(target.replaceFirst("#.*", "")).normalize();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
