package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Money;
import io.aegis.monitor.Snapshots;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraitsTest {
    private static final Instant AT = Instant.parse("2026-03-09T23:59:59Z");

    @Test
    void a_fact_has_its_leaves_as_texts() {
        assertThat(Traits.of(new CustomerFact.PaymentFailed(new Money(1250, "EUR"), null, AT))
                        .values())
                .isEqualTo(Map.of(
                        "amount.currency",
                        "EUR",
                        "amount.minorUnits",
                        "1250",
                        "at",
                        "2026-03-09T23:59:59Z",
                        "at.date",
                        "9 March 2026"));
    }

    @Test
    void a_customer_has_words_counts_and_nothing_for_what_is_absent() {
        assertThat(Traits.of(Snapshots.trial(new CustomerId("c"), 3)).values())
                .isEqualTo(Map.ofEntries(
                        Map.entry("customer", "c"),
                        Map.entry("version", "3"),
                        Map.entry("name", "Ada"),
                        Map.entry("email", "ada@example.com"),
                        Map.entry("stage", "api_keys_generated"),
                        Map.entry("tier", "trial"),
                        Map.entry("keys.count", "0"),
                        Map.entry("tickets.count", "0"),
                        Map.entry("mailsSent", ""),
                        Map.entry("health.level", "new"),
                        Map.entry("health.score", "50"),
                        Map.entry("health.measures.count", "0"),
                        Map.entry("health.reasons", "")));
    }

    @Test
    void every_trait_of_a_customer_is_among_the_names() {
        assertThat(Traits.names(CustomerSnapshot.class))
                .containsAll(Traits.of(Snapshots.trial(new CustomerId("c"), 3))
                        .values()
                        .keySet())
                .contains("trialEndsAt", "trialEndsAt.date", "firstApiCallAt", "discount.percent");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            Hi {customer.name},      Hi Ada
            Hi {customer.name|you},  Hi Ada
            Hi {customer.plan|you},  Hi you
            Hi {customer.plan|},     Hi
            {fact.hint}{fact.hint},  a$1a$1
            """)
    void places_are_filled(String template, String text) {
        assertThat(new Text(template).fill(new Traits(Map.of("name", "Ada")), new Traits(Map.of("hint", "a$1"))))
                .isEqualTo(new Text.Filled.Said(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{name}", "{customer.name", "customer.name}", "{{fact.at}}", "{fact.at|{x}}", "{fact.a b}"})
    void what_is_no_place_is_refused(String template) {
        assertThatThrownBy(() -> new Text(template)).isInstanceOf(IllegalArgumentException.class);
    }
}
