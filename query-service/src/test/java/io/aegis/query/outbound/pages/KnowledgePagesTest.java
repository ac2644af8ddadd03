package io.aegis.query.outbound.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.query.Settings;
import io.aegis.query.domain.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgePagesTest {
    @TempDir
    Path folder;

    @Test
    void a_folder_is_told_once_until_something_in_it_changes() throws IOException {
        write("b.md", "# B\n\nbee");
        write("inner/a.md", "# A\n\nay");
        KnowledgePages pages = new KnowledgePages(Settings.of(folder));

        assertThat(ids(pages.changed())).containsExactly("b.md", "inner/a.md");
        assertThat(pages.changed()).isEmpty();

        write("b.md", "# B\n\nbee, and more");
        assertThat(pages.changed().orElseThrow().get(0).passage().text()).isEqualTo("bee, and more");

        Files.delete(folder.resolve("inner/a.md"));
        assertThat(ids(pages.changed())).containsExactly("b.md");
    }

    @Test
    void two_replicas_tell_the_same_in_the_same_order() throws IOException {
        for (String name : List.of("z.md", "a.html", "m.txt", "inner/k.md")) {
            write(name, "# Title\n\nfirst words of " + name + "\n\n## Next\n\nmore words");
        }

        List<Section> one = new KnowledgePages(Settings.of(folder)).changed().orElseThrow();
        List<Section> other = new KnowledgePages(Settings.of(folder)).changed().orElseThrow();

        assertThat(one).isEqualTo(other);
    }

    @Test
    void what_cannot_be_read_is_left_out_and_the_rest_is_there() throws IOException {
        write("good.md", "# Good\n\ntext");
        write("broken.json", "{");
        write(".hidden.md", "# Hidden\n\ntext");
        write(".git/notes.md", "# Hidden\n\ntext");
        write("picture.png", "x");
        Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe4, 'b'});

        assertThat(ids(new KnowledgePages(Settings.of(folder)).changed())).containsExactly("good.md");
    }

    @Test
    void a_folder_that_is_none_is_told_at_the_start() {
        KnowledgePages pages = new KnowledgePages(Settings.of(folder.resolve("missing")));

        assertThatThrownBy(pages::check).hasMessageStartingWith("AEGIS_KNOWLEDGE names no folder: ");
    }

    @Test
    void a_passage_leads_to_where_the_folder_is_published() throws IOException {
        write("my guide.md", "# Guide\n\n## Fees\n\ntext");

        assertThat(new KnowledgePages(new Settings(folder, "https://docs.example"))
                        .changed()
                        .orElseThrow()
                        .get(0)
                        .passage()
                        .url())
                .isEqualTo("https://docs.example/my%20guide.md#fees");
        assertThat(new KnowledgePages(Settings.of(folder))
                        .changed()
                        .orElseThrow()
                        .get(0)
                        .passage()
                        .url())
                .isEqualTo("http://front/documentation?passage=my+guide.md%23fees");
    }

    private static List<String> ids(Optional<List<Section>> sections) {
        return sections.orElseThrow().stream()
                .map(section -> section.passage().id().value())
                .toList();
    }

    /** Each write is a second later than the one before it, whatever the file system's clock can tell. */
    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        FileTime before = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1000));
    }
}
