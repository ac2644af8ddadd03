package io.aegis.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.Intent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowUpTest {
    @ParameterizedTest
    @ValueSource(strings = {"20 %", "the production one", "no, I meant pro", "and in Java?", "live"})
    void some_words_may_mean_something_because_of_what_was_before(String words) {
        assertThat(FollowUp.possible(words)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help me get started",
                "yes please",
                "what does the pro plan cost me a year",
                "I need a production key please"
            })
    void whoever_says_what_they_mean_or_nothing_of_it_goes_on_from_nothing(String words) {
        assertThat(FollowUp.possible(words)).isFalse();
    }

    @Test
    void an_answer_takes_its_meaning_from_the_question() {
        assertThat(FollowUp.of("20 %", Intent.DISCOUNT)).contains(Intent.DISCOUNT);
        assertThat(FollowUp.of("20 %", Intent.CHANGE_PLAN)).isEmpty();
    }
}
