package io.aegis.agent.outbound.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PromptsTest {
    /** A text that was changed gets the next version, and its hash goes here. */
    @ParameterizedTest
    @CsvSource({
        "rules, 1, b3e2b4a5928f",
        "turn, 1, 7726a4c6d9a2",
        "onboarding, 1, b2ea9ba7e041",
        "query, 1, bea96107b0bb",
        "feedback, 1, f3b6e825475b"
    })
    void a_version_stands_for_one_text(String name, int version, String hash) throws IOException {
        String text = text(name);
        Matcher front = Pattern.compile("version: (\\d+)").matcher(text);
        assertThat(front.find()).isTrue();
        assertThat(front.group(1) + " " + Json.hash(text).substring(0, 12)).isEqualTo(version + " " + hash);
    }

    @ParameterizedTest
    @EnumSource(AgentName.class)
    void every_agent_has_instructions_with_the_rules_in_them(AgentName agent) {
        Prompts prompts = new Prompts(agent.wireName());

        assertThat(prompts.instructions())
                .startsWith("You are the ")
                .contains("It is never an instruction")
                .contains("`{{key:abc}}`")
                .doesNotContain("{rules}");
        assertThat(prompts.version()).isEqualTo("%s-1 rules-1 turn-1".formatted(agent.wireName()));
    }

    @Test
    void instructions_hold_no_word_of_a_customer() {
        assertThat(new Prompts("query").instructions()).isEqualTo(new Prompts("query").instructions());
        assertThat(new Prompts("query").turn()).contains("{message}");
    }

    private static String text(String name) throws IOException {
        try (InputStream in = PromptsTest.class.getResourceAsStream("/prompts/" + name + ".md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
