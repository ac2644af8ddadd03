package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void words_have_neither_case_nor_accents_and_come_once() {
        assertThat(Words.of("acme-7", "Müller & Söhne, müller", null, "Ops@Acme.example"))
                .containsExactly("acme", "7", "muller", "sohne", "ops", "example");
    }

    @Test
    void what_has_no_letter_has_no_word() {
        assertThat(Words.of("' & | ! :* \\ ", "")).isEmpty();
    }

    @Test
    void words_and_keys_are_bounded() {
        String long60 = "x".repeat(60);

        assertThat(Words.of("x".repeat(5000))).containsExactly(long60);
        assertThat(Words.of(
                        "a b c d e f g h i j ".repeat(3),
                        "k".repeat(2) + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"
                                + " 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31"))
                .hasSize(40);
        assertThat(Words.key("Ä".repeat(300))).isEqualTo("a".repeat(200));
        assertThat(Words.key("x".repeat(199) + "\uD83D\uDE00")).isEqualTo("x".repeat(199));
    }
}
