package io.aegis.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MiniLmEmbedderTest {
    private static final Embedder EMBEDDER = new MiniLmEmbedder();

    @Test
    void a_vector_has_length_one() {
        float[] vector = EMBEDDER.embed("My card was charged twice.");

        assertThat(vector).hasSize(384);
        assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void like_meaning_is_nearer() {
        float[] asked = EMBEDDER.embed("My card was charged twice.");

        double meant = cosine(asked, EMBEDDER.embed("I paid two times for one order."));
        double other = cosine(asked, EMBEDDER.embed("The weather in Paris was fine."));

        assertThat(meant).isGreaterThan(other + 0.3);
    }

    @Test
    void what_comes_after_the_first_thousand_characters_does_not_count() {
        String start = "pay ".repeat(250);

        assertThat(EMBEDDER.embed(start + "and then the weather")).isEqualTo(EMBEDDER.embed(start));
    }

    @Test
    void threads_side_by_side_get_what_each_gets_alone() {
        float[] alone = EMBEDDER.embed("How do I rotate a key?");

        assertThat(IntStream.range(0, 40).parallel().mapToObj(i -> EMBEDDER.embed("How do I rotate a key?")))
                .allSatisfy(vector -> assertThat(vector).isEqualTo(alone));
    }

    private static double cosine(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] * other[i])
                .sum();
    }
}
