package io.aegis.orchestrator.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aegis.contracts.Intent;
import io.aegis.embeddings.MiniLmEmbedder;
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

/** The real model, the packaged utterances, other people's words. */
class ParaphrasesTest {
    private static final Map<Intent, List<String>> UTTERANCES = read("/intents.yaml");
    private static final Understanding UNDERSTANDING = new Understanding(new MiniLmEmbedder(), () -> UTTERANCES);

    @BeforeAll
    static void learn() {
        UNDERSTANDING.load();
    }

    @Test
    void at_least_95_percent_of_the_paraphrases_are_understood() {
        List<String> wrong = new ArrayList<>();
        int all = 0;
        for (Map.Entry<Intent, List<String>> expected :
                read("/paraphrases.yaml").entrySet()) {
            for (String text : expected.getValue()) {
                all++;
                Intent intent = classify(text);
                if (intent != expected.getKey()) {
                    wrong.add("%s, not %s: %s".formatted(intent, expected.getKey(), text));
                }
            }
        }

        assertThat(all).isGreaterThan(100);
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

    @Test
    void every_intent_has_fifteen_utterances_or_more() {
        Set<Intent> recognised = EnumSet.complementOf(EnumSet.of(Intent.OFFER_ACCEPTED));

        assertThat(UTTERANCES).containsOnlyKeys(recognised);
        assertThat(UTTERANCES.values()).allSatisfy(texts -> assertThat(texts).hasSizeGreaterThanOrEqualTo(15));
    }

    private static Intent classify(String text) {
        return UNDERSTANDING.understand(text).intent();
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
