package io.aegis.query.outbound.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegis.embeddings.MiniLmEmbedder;
import io.aegis.query.Settings;
import io.aegis.query.domain.Confidence;
import io.aegis.query.search.PassageIndex;
import io.aegis.query.search.PassageIndex.Hit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged pages, the real model, and 104 questions of which half have no answer in these pages. */
class CalibrationTest {
    private static final PassageIndex INDEX =
            PassageIndex.of(new KnowledgePages(Settings.packaged()).changed().orElseThrow(), new MiniLmEmbedder());
    private static final List<Judged> QUESTIONS = questions();

    /** @param answer the id of the passage that answers it; "-" when none does */
    private record Judged(String question, String answer, Hit best) {
        boolean right() {
            return best.passage().id().value().equals(answer);
        }

        boolean answered() {
            return best.confidence().isEnough();
        }
    }

    @Test
    void the_right_passage_comes_first() {
        List<Judged> answerable =
                QUESTIONS.stream().filter(judged -> !judged.answer.equals("-")).toList();

        assertThat(answerable).hasSize(52);
        assertThat(answerable.stream().filter(judged -> !judged.right()))
                .as("those that find another one")
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void what_was_not_fitted_is_answered_rightly_or_not_at_all() {
        List<Judged> heldOut = half(1);

        assertThat(heldOut.stream().filter(judged -> judged.answered() && !judged.right()))
                .as("answered wrongly")
                .isEmpty();
        assertThat(heldOut.stream().filter(judged -> judged.answered() && judged.right()))
                .as("answered rightly, of 26")
                .hasSizeGreaterThanOrEqualTo(23);
    }

    @Test
    void the_confidence_is_the_logistic_regression_of_the_other_half() {
        double[] weights = fit(half(0));

        for (double[] place : new double[][] {{0.2, 0.2}, {0.3, 0.4}, {0.5, 0.3}, {0.6, 0.1}, {0.4, 0.6}}) {
            double fitted = 1 / (1 + Math.exp(-(weights[0] + weights[1] * place[0] + weights[2] * place[1])));
            assertThat(new Confidence(place[0], place[1]).value()).isCloseTo(fitted, within(0.05));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"   ", "😀", "?", "how are you?", "the of and"})
    void what_says_nothing_is_answered_by_nothing(String question) {
        assertThat(INDEX.rank(question, 3))
                .noneSatisfy(hit -> assertThat(hit.confidence().isEnough()).isTrue());
    }

    @Test
    void a_question_among_other_words_is_answered() {
        Hit best = INDEX.rank(
                        "Hi there! I hope you had a good weekend. We moved offices, so I was away. "
                                + "Are webhooks retried when my endpoint was down? Thanks a lot!",
                        1)
                .get(0);

        assertThat(best.passage().id()).hasToString("webhooks.md#failed-deliveries-and-retries");
        assertThat(best.confidence().isEnough()).isTrue();
    }

    @Test
    void a_question_of_any_length_is_ranked() {
        String words = String.join(
                " ", IntStream.range(0, 5000).mapToObj(i -> "word" + i).toList());

        assertThat(INDEX.rank("webhook retries " + words, 3))
                .noneSatisfy(hit -> assertThat(hit.confidence().isEnough()).isTrue());
        assertThat(INDEX.rank("Webhook retries, please? ".repeat(5000), 1)
                        .get(0)
                        .passage()
                        .title())
                .isEqualTo("Webhooks");
    }

    private static List<Judged> half(int which) {
        return IntStream.range(0, QUESTIONS.size())
                .filter(i -> i % 2 == which)
                .mapToObj(QUESTIONS::get)
                .toList();
    }

    /** Newton's method, with a little ridge: the halves can be told apart almost without error. */
    private static double[] fit(List<Judged> questions) {
        double ridge = 0.05;
        double[] weights = new double[3];
        for (int step = 0; step < 50; step++) {
            double[][] system = {{1e-9, 0, 0, 0}, {0, ridge, 0, -ridge * weights[1]}, {0, 0, ridge, -ridge * weights[2]}
            };
            for (Judged judged : questions) {
                double[] x = {
                    1,
                    judged.best.confidence().likeness(),
                    judged.best.confidence().coverage()
                };
                double p = 1 / (1 + Math.exp(-(weights[0] * x[0] + weights[1] * x[1] + weights[2] * x[2])));
                for (int i = 0; i < 3; i++) {
                    system[i][3] += ((judged.right() ? 1 : 0) - p) * x[i];
                    for (int j = 0; j < 3; j++) {
                        system[i][j] += p * (1 - p) * x[i] * x[j];
                    }
                }
            }
            solve(system);
            for (int i = 0; i < 3; i++) {
                weights[i] += system[i][3];
            }
        }
        return weights;
    }

    private static void solve(double[][] system) {
        for (int i = 0; i < 3; i++) {
            double pivot = system[i][i];
            for (int j = i; j < 4; j++) {
                system[i][j] /= pivot;
            }
            for (int k = 0; k < 3; k++) {
                double factor = system[k][i];
                for (int j = i; k != i && j < 4; j++) {
                    system[k][j] -= factor * system[i][j];
                }
            }
        }
    }

    private static List<Judged> questions() {
        List<Judged> questions = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(CalibrationTest.class.getResourceAsStream("/questions.txt"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] parts = line.split(" \\| ");
                questions.add(new Judged(
                        parts[0], parts[1].strip(), INDEX.rank(parts[0], 1).get(0)));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return questions;
    }
}
