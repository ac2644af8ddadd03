package io.aegis.query.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.embeddings.Embedder;
import io.aegis.embeddings.MiniLmEmbedder;
import io.aegis.messaging.NotNow;
import io.aegis.query.Settings;
import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import io.aegis.query.domain.Section;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentationTest {
    private static final Embedder EMBEDDER = new MiniLmEmbedder();
    private static final Section REFUNDS = section("refunds.md", "Refunds", "A refund is paid back within five days.");
    private static final Section LIMITS =
            section("limits.md", "Rate limits", "Whoever calls too often gets status 429 and waits.");

    private final ArrayDeque<List<Section>> pages = new ArrayDeque<>();
    private final Documentation documentation =
            new Documentation(() -> Optional.ofNullable(pages.poll()), EMBEDDER, Settings.packaged());

    @Test
    void whoever_asks_before_the_pages_are_read_comes_back() {
        assertThatThrownBy(() -> documentation.search("How do refunds work?", 3))
                .isInstanceOf(NotNow.class);
    }

    @Test
    void what_is_not_sure_enough_is_no_answer() {
        pages.add(List.of(REFUNDS, LIMITS));
        documentation.refresh();

        assertThat(documentation.search("How many days until a refund is paid?", 3))
                .containsExactly(REFUNDS.passage());
        assertThat(documentation.search("Who won the football world cup?", 3)).isEmpty();
    }

    @Test
    void a_changed_page_is_found_at_the_next_look_and_no_change_keeps_the_index() {
        pages.add(List.of(REFUNDS));
        documentation.refresh();
        documentation.refresh();
        assertThat(documentation.find(REFUNDS.passage().id())).contains(REFUNDS.passage());

        pages.add(List.of(LIMITS));
        documentation.refresh();

        assertThat(documentation.find(REFUNDS.passage().id())).isEmpty();
        assertThat(documentation.search("What does status 429 mean?", 3)).containsExactly(LIMITS.passage());
    }

    private static Section section(String id, String title, String text) {
        return new Section(new Passage(new PassageId(id), title, "", text, null), "");
    }
}
