package io.aegis.query.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.embeddings.Embedder;
import io.aegis.embeddings.MiniLmEmbedder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapTest {
    private static final Embedder EMBEDDER = new MiniLmEmbedder();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Why was jane.doe+x@example.com billed?       | Why was … billed?
            Call me at +44 20 7946 0958 about SEPA       | Call me at … about SEPA
            Is card 4111 1111 1111 1111 accepted?        | Is card … accepted?
            My key test_AbC123def456ghi789 is rejected   | My key … is rejected
            What does {{key:k-1}} do?                    | What does … do?
            Why do I get a 401 or a 429 in 2026?         | Why do I get a 401 or a 429 in 2026?
            """)
    void who_asked_is_left_out(String words, String kept) {
        assertThat(Gap.anonymous(words)).isEqualTo(kept);
    }

    @Test
    void a_long_question_is_cut() {
        assertThat(Gap.anonymous("so long ".repeat(100))).hasSize(300).endsWith("…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Do you support SEPA direct debit?  | Is SEPA direct debit supported by you?       | true
            Is there an iPhone app?            | Do you have an app for iPhone?               | true
            How do I add a colleague?          | How can I add a colleague to my team?        | true
            Do you support SEPA direct debit?  | Is there an iPhone app?                      | false
            How do I add a colleague?          | How do I delete my account?                  | false
            Does it integrate with QuickBooks? | Does it integrate with Salesforce?           | false
            Can I pay by bank transfer?        | Can I pay with bitcoin?                      | false
            """)
    void what_means_the_same_is_one_gap(String one, String other, boolean same) {
        assertThat(likeness(one, other) >= Gap.ALIKE).isEqualTo(same);
    }

    private static double likeness(String one, String other) {
        float[] a = EMBEDDER.embed(one);
        float[] b = EMBEDDER.embed(other);
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
