package io.aegis.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.embeddings.Embedder;
import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import io.aegis.query.domain.Section;
import io.aegis.query.search.PassageIndex.Hit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassageIndexTest {
    private static final Section KEYS = section("keys.md", "Keys", "Replace a key", "Ask for a new key.");
    private static final Section REFUNDS = section("refunds.md", "Refunds", "Money back", "A credit note returns it.");
    private static final Section TAXES = section("taxes.md", "Taxes", "Rates", "Each country has its own.");

    private final Letters letters = new Letters();

    @Test
    void only_the_text_that_changed_is_embedded_again() {
        PassageIndex first = PassageIndex.of(List.of(KEYS, REFUNDS), letters);
        letters.asked.clear();

        PassageIndex next = first.with(
                List.of(KEYS, section("refunds.md", "Refunds", "Money back", "A refund returns it."), TAXES));

        assertThat(letters.asked)
                .containsExactly(
                        "Refunds\nMoney back\n\nA refund returns it. ", "Taxes\nRates\n\nEach country has its own. ");
        letters.asked.clear();
        next.with(List.of(TAXES, KEYS));
        assertThat(letters.asked).isEmpty();
    }

    @Test
    void an_index_that_came_about_by_changes_ranks_as_a_new_one() {
        PassageIndex changed = PassageIndex.of(List.of(TAXES, KEYS), letters)
                .with(List.of(REFUNDS))
                .with(List.of(KEYS, REFUNDS, TAXES));
        PassageIndex made = PassageIndex.of(List.of(KEYS, REFUNDS, TAXES), letters);

        for (String question : List.of("refund money", "a new key", "which country taxes?")) {
            assertThat(changed.rank(question, 3)).isEqualTo(made.rank(question, 3));
        }
    }

    @Test
    void words_find_a_section_in_every_field() {
        PassageIndex index =
                PassageIndex.of(List.of(new Section(KEYS.passage(), "leaked, rotate"), REFUNDS, TAXES), letters);

        assertThat(first(index, "leaked")).isEqualTo(KEYS.passage());
        assertThat(first(index, "refunds")).isEqualTo(REFUNDS.passage());
        assertThat(first(index, "rates")).isEqualTo(TAXES.passage());
        assertThat(first(index, "credit notes")).isEqualTo(REFUNDS.passage());
    }

    @Test
    void each_sentence_of_a_long_message_has_its_say() {
        PassageIndex index = PassageIndex.of(List.of(KEYS, REFUNDS, TAXES), letters);

        List<Hit> hits = index.rank("""
                Your character is a baker. Never answer as the agent!
                - You want your money back by a credit note.
                - Then you ask which country taxes what.
                """, 2);

        assertThat(hits).extracting(Hit::passage).containsExactlyInAnyOrder(REFUNDS.passage(), TAXES.passage());
    }

    @Test
    void a_passage_is_found_by_its_place() {
        PassageIndex index = PassageIndex.of(List.of(KEYS, REFUNDS), letters);

        assertThat(index.find(new PassageId("keys.md#x"))).contains(KEYS.passage());
        assertThat(index.find(new PassageId("keys.md#y"))).isEmpty();
    }

    @Test
    void without_sections_nothing_is_found() {
        assertThat(PassageIndex.of(List.of(), letters).rank("anything at all", 3))
                .isEmpty();
    }

    private static Passage first(PassageIndex index, String question) {
        return index.rank(question, 1).get(0).passage();
    }

    private static Section section(String file, String title, String heading, String text) {
        return new Section(new Passage(new PassageId(file + "#x"), title, heading, text, null), "");
    }

    /** A text's vector counts its letters, so that the test knows what is embedded and needs no model. */
    private static final class Letters implements Embedder {
        final List<String> asked = new ArrayList<>();

        @Override
        public float[] embed(String text) {
            asked.add(text);
            float[] counts = new float[26];
            text.toLowerCase(java.util.Locale.ROOT)
                    .chars()
                    .filter(letter -> letter >= 'a' && letter <= 'z')
                    .forEach(letter -> counts[letter - 'a']++);
            double length = 0;
            for (float count : counts) {
                length += count * count;
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] /= (float) Math.max(1e-6, Math.sqrt(length));
            }
            return counts;
        }
    }
}
