package io.aegis.state.outbound.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthRulesTest {
    @Test
    void the_packaged_rules_make_sense() {
        assertThat(HealthRules.packaged().version()).isEqualTo("1");
        assertThat(HealthRules.packaged().exceptions()).hasSize(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight: 25 | weight: 26 | line 11: weight: all of them make 101, and are to make 100",
                "step: 2 | step: 0 | line 6: step: is 1 to 20",
                "worst-percent: 25 | worst-percent: 0 | errors: worst-percent is 1 to 100",
                "when: silence | when: silents | line 74: silents: no such exception",
                "when: silence | when: errors | errors: percent belongs to errors only",
                "level: churned | level: gone | line 55: not one of new, healthy, needs_attention, at_risk, churned",
                "step: 2 | stepp: 2 | Missing required creator property 'step'",
                "at-risk-below: 45 | at-risk-below: 75 | line 50: at-risk-below: is 0 to needs-attention-below",
                "recent-days: 7 | recent-days: x | line 27: Cannot deserialize value of type `int`",
            })
    void what_makes_no_sense_is_told_with_its_place(String text, String instead, String reason) throws IOException {
        String yaml = packaged();
        assertThat(yaml).contains(text);

        assertThatThrownBy(() -> HealthRules.parse("mine.yaml", yaml.replaceFirst(text, instead)))
                .isInstanceOf(HealthRules.Invalid.class)
                .hasMessageStartingWith("mine.yaml, line ")
                .hasMessageContaining(reason);
    }

    private static String packaged() throws IOException {
        try (InputStream in = HealthRulesTest.class.getResourceAsStream("/health.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
