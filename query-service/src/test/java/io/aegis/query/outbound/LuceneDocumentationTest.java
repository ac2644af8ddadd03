package io.aegis.query.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.query.domain.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuceneDocumentationTest {
    private static final LuceneDocumentation DOCUMENTATION = new LuceneDocumentation();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            How do I rotate a leaked API key?                          | api-keys                | Replace a key
            Where should I store my credentials safely?                | api-keys                | Keep keys secret
            Why do I get 401 unauthorized?                             | authentication-errors   | Status 401: the key is not accepted
            How do I authenticate my requests?                         | authentication-errors   | How requests are authenticated
            Are webhooks retried when my endpoint was down?            | webhooks                | Failed deliveries and retries
            How can I verify that a webhook really comes from you?     | webhooks                | Check where a webhook comes from
            What does 429 too many requests mean?                      | rate-limits             | Status 429: too many requests
            Can I make a call idempotent?                              | rate-limits             | Repeat a call safely
            What is prorated when a customer upgrades mid-term?        | subscriptions-and-plans | Upgrade and downgrade
            What happens if a customer's card is declined?             | invoices-and-payments   | When a payment fails
            How do I refund an invoice?                                | invoices-and-payments   | Refunds and credit notes
            Is there a checklist before we launch?                     | going-live              | Checklist before production
            How long does the trial last?                              | getting-started         | How long the trial lasts
            Which SDKs are there?                                      | getting-started         | Client libraries
            What are webhooks?                                         | webhooks                | What a webhook is
            My webhook endpoint was offline yesterday, what is lost?   | webhooks                | Failed deliveries and retries
            How do you handle VAT?                                     | invoices-and-payments   | Taxes on invoices
            Can I import my existing customers from a CSV file?        | going-live              | Move your data
            """)
    void a_question_finds_its_section(String question, String page, String section) {
        List<Passage> found = DOCUMENTATION.search(question, 3);

        assertThat(found).first().satisfies(best -> {
            assertThat(best.page()).isEqualTo(page);
            assertThat(best.section()).isEqualTo(section);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What is the weather in Paris tomorrow?",
                "Who won the football world cup?",
                "Write me a poem about the sea",
                "key to happiness",
                "How do I cook a risotto?",
                "Can I pay my rent with bitcoin?",
                "Which horse should I bet on after the launch of the rocket?",
                "Where are your servers?",
                "Do you support SEPA direct debit?",
                "how are you?",
                "   ",
                "😀",
            })
    void nonsense_finds_nothing(String question) {
        assertThat(DOCUMENTATION.search(question, 3)).isEmpty();
    }

    @Test
    void words_that_are_only_searched_are_not_shown() {
        Passage passage = DOCUMENTATION.search("compromised key", 1).get(0);

        assertThat(passage.section()).isEqualTo("Replace a key");
        assertThat(passage.text())
                .startsWith("Ask for a new key, deploy it beside the old one")
                .doesNotContain("also:");
    }

    @Test
    void a_question_of_any_length_is_searched() {
        String question = String.join(
                " ",
                java.util.stream.IntStream.range(0, 5000)
                        .mapToObj(i -> "word" + i)
                        .toList());

        assertThat(DOCUMENTATION.search("webhook retries " + question, 3)).isEmpty();
    }
}
