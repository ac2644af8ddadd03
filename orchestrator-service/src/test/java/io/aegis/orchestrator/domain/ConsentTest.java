package io.aegis.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentTest {
    private static final String LABEL = "Open a ticket";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "Yes please!",
                "yes, do that",
                "go ahead",
                "Ok, go ahead please",
                "sure",
                "Sure, thanks",
                "yeah, go for it",
                "please do",
                "Yes, open a ticket please",
                "yes, that would be great",
                "sounds good, do it",
                "I'd like that",
                "of course",
                "Absolutely.",
                "yep, let's do it",
                "perfect, please go ahead",
                "Ja, bitte!",
                "ja gerne, danke",
                "Klar, machen Sie das",
                "Oui, s'il vous plaît",
                "oui merci",
                "Bien sûr, allez-y",
                "Sí, por favor",
                "si, gracias",
                "Claro, adelante"
            })
    void a_yes_is_a_yes(String text) {
        assertThat(Consent.of(text, LABEL)).isEqualTo(Consent.YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "No thanks",
                "no, thank you",
                "nope",
                "not now",
                "No, please don't",
                "never mind",
                "don't do that",
                "no need, thanks",
                "I'd rather not",
                "not necessary, thank you very much",
                "Nein danke",
                "lieber nicht",
                "Non merci",
                "pas maintenant",
                "No, gracias",
                "Ahora no, gracias"
            })
    void a_no_is_a_no(String text) {
        assertThat(Consent.of(text, LABEL)).isEqualTo(Consent.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok",
                "thanks",
                "great",
                "yes?",
                "yes, but not today",
                "yes, issue a production key",
                "no, the production one",
                "yes and upgrade me to pro",
                "do it in Python",
                "do you know why",
                "should I do that?",
                "yes I have read the documentation and it still fails on my side",
                "I said no such thing",
                "ja, aber nicht heute",
                "klar nicht",
                "ja, der Produktionsschlüssel",
                "oui mais plus tard",
                "non, l'autre clé",
                "sí, pero mañana",
                "si no funciona",
                "danke",
                "d'accord",
                "vale",
                ""
            })
    void what_says_anything_else_is_neither(String text) {
        assertThat(Consent.of(text, LABEL)).isEqualTo(Consent.NEITHER);
    }
}
