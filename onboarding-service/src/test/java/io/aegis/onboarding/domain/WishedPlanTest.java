package io.aegis.onboarding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.Tier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishedPlanTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            upgrade me to pro                     | STARTER    | PRO
            we'd like enterprise instead of pro   | PRO        | ENTERPRISE
            move us from starter to pro           | STARTER    | PRO
            no, not pro, enterprise               | TRIAL      | ENTERPRISE
            pro                                   | NONE       | PRO
            upgrade us to the next plan           | STARTER    | PRO
            we outgrew starter                    | STARTER    | PRO
            please downgrade us                   | ENTERPRISE | PRO
            upgrade us                            | ENTERPRISE | -
            please downgrade us                   | STARTER    | -
            I want to upgrade my plan             | TRIAL      | -
            I'd like to change my plan            | PRO        | -
            the process is fine, change my plan   | PRO        | -
            """)
    void the_words_name_a_plan_or_the_one_beside_the_customers_own(String text, Tier current, Tier wished) {
        assertThat(WishedPlan.of(text, current).orElse(null)).isEqualTo(wished);
    }
}
