package io.aegis.orchestrator.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aegis.contracts.Intent;
import io.aegis.embeddings.MiniLmEmbedder;
import io.aegis.orchestrator.domain.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real model, the packaged utterances, other people's words. */
class ParaphrasesTest {
    private static final Map<Intent, List<String>> UTTERANCES = read("/intents.yaml");
    private static final Understanding UNDERSTANDING = new Understanding(new MiniLmEmbedder(), () -> UTTERANCES);

    @BeforeAll
    static void learn() {
        UNDERSTANDING.load();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/paraphrases.yaml", "/paraphrases-later.yaml"})
    void at_least_95_percent_of_the_paraphrases_are_understood(String written) {
        List<String> wrong = new ArrayList<>();
        int all = 0;
        for (Map.Entry<Intent, List<String>> expected : read(written).entrySet()) {
            for (String text : expected.getValue()) {
                all++;
                Intent intent = classify(text);
                if (intent != expected.getKey()) {
                    wrong.add("%s, not %s: %s".formatted(intent, expected.getKey(), text));
                }
            }
        }

        assertThat(all).isGreaterThanOrEqualTo(60);
        assertThat(wrong).hasSizeLessThanOrEqualTo(all / 20);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET_STARTED     | I'm a new customer, help me get started with Chargebee
            INTEGRATE       | How do I integrate with Python?
            DIAGNOSE_ERRORS | My API calls keep failing with 401 errors
            PRODUCTION_KEY  | I need a production key
            DISCOUNT        | give me 25 % off
            ACCOUNT_STATUS  | what do you know about me?
            HUMAN           | I want to talk to a human
            COMPLAINT       | this is terrible, nothing works and nobody helps
            CHANGE_PLAN     | upgrade me to pro
            SMALL_TALK      | hi there
            UNKNOWN         | what's the weather in Paris
            """)
    void the_words_of_the_scenarios_are_understood(Intent intent, String text) {
        assertThat(classify(text)).isEqualTo(intent);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create my trial and how do I integrate with Python?      | GET_STARTED, INTEGRATE
            Hi! I need a production key. Also, what is proration?    | PRODUCTION_KEY, QUESTION
            my calls fail with 401, and give me 20 percent off       | DIAGNOSE_ERRORS, DISCOUNT
            upgrade us to pro; then show me the code in Java         | CHANGE_PLAN, INTEGRATE
            what plan am I on and can I talk to a human?             | ACCOUNT_STATUS, HUMAN
            Set me up please. Show me a Python example. How do refunds work? | GET_STARTED, INTEGRATE, QUESTION
            """)
    void several_requests_are_told_apart_in_their_order(String text, String intents) {
        assertThat(UNDERSTANDING.requests(text, null))
                .extracting(asked -> asked.understood().intent().name())
                .containsExactly(intents.split(", "));
    }

    @Test
    void no_word_of_several_requests_is_lost() {
        assertThat(UNDERSTANDING.requests(
                        "Hello! Create a trial for me. Thanks. And how do I integrate with Python?", null))
                .extracting(Asked::text)
                .containsExactly("Hello! Create a trial for me. Thanks.", "And how do I integrate with Python?");
    }

    @Test
    void one_request_is_not_torn_apart() {
        List<String> torn = read("/paraphrases.yaml").values().stream()
                .flatMap(List::stream)
                .filter(text -> UNDERSTANDING.requests(text, null).size() > 1)
                .toList();

        assertThat(torn).isEmpty();
        assertThat(UNDERSTANDING.requests("what is the difference between a plan and an addon?", null))
                .hasSize(1);
        assertThat(UNDERSTANDING.requests("My integration is broken. Every call returns 401. Why?", null))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NEW_TEST_KEY    | no, the production one          | PRODUCTION_KEY
            PRODUCTION_KEY  | not the live one, the test key  | NEW_TEST_KEY
            PRODUCTION_KEY  | sorry, I meant for the sandbox  | NEW_TEST_KEY
            DISCOUNT        | 20                              | DISCOUNT
            DISCOUNT        | make it 15 %                    | DISCOUNT
            CHANGE_PLAN     | pro                             | CHANGE_PLAN
            CHANGE_PLAN     | no, enterprise please           | CHANGE_PLAN
            INTEGRATE       | and in Java?                    | INTEGRATE
            CHANGE_PLAN     | what does the pro plan include? | QUESTION
            NEW_TEST_KEY    | no thanks                       | SMALL_TALK
            """)
    void a_few_words_are_understood_after_what_was_asked(Intent before, String text, Intent meant) {
        assertThat(UNDERSTANDING.understand(text, before).intent()).isEqualTo(meant);
    }

    @Test
    void every_intent_has_fifteen_utterances_or_more() {
        Set<Intent> recognised = EnumSet.complementOf(EnumSet.of(Intent.OFFER_ACCEPTED));

        assertThat(UTTERANCES).containsOnlyKeys(recognised);
        assertThat(UTTERANCES.values()).allSatisfy(texts -> assertThat(texts).hasSizeGreaterThanOrEqualTo(15));
    }

    private static Intent classify(String text) {
        return UNDERSTANDING.understand(text, null).intent();
    }

    private static Map<Intent, List<String>> read(String resource) {
        try {
            return new YAMLMapper()
                    .readValue(ParaphrasesTest.class.getResourceAsStream(resource), new TypeReference<>() {});
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
