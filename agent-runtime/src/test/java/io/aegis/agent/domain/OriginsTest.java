package io.aegis.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction.Origin;
import io.aegis.contracts.TurnId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final Run RUN = Run.start(new Ask(
                    new TurnId("t1"),
                    new ConversationId("c1"),
                    new CustomerId("acme"),
                    Intent.DISCOUNT,
                    "Give me 25 % off, or 250.",
                    List.of(
                            new Utterance(Speaker.CUSTOMER, "For six months"),
                            new Utterance(Speaker.AEGIS, "12 months are possible.")),
                    List.of(),
                    "jane",
                    null))
            .with(new ToolRead(
                    "documentation", "the documentation", Json.object().put("text", "Production keys: 40 %")));

    @Test
    void a_value_comes_from_where_it_stands() {
        assertThat(Origins.of(
                        RUN,
                        Json.object()
                                .put("percent", 25)
                                .put("other", 40)
                                .put("environment", "production")
                                .put("months", 12)
                                .put("part", 5)))
                .isEqualTo(Map.of(
                        "percent", Origin.CUSTOMER,
                        "other", Origin.RETRIEVED,
                        "environment", Origin.RETRIEVED,
                        "months", Origin.AGENT,
                        "part", Origin.AGENT));
    }

    @Test
    void the_arguments_of_an_outside_tool_are_trusted_as_the_least_of_their_values() {
        assertThat(Origins.of(
                        RUN,
                        Json.object()
                                .put("arguments", "{\"note\":\"from us\",\"amount\":40,\"approved\":true}")
                                .put("asked", "{\"lines\":[{\"amount\":25}],\"to\":\"jane\"}")
                                .put("own", "{\"amount\":7}")
                                .put("nothing", "{}")
                                .put("broken", "{40")))
                .isEqualTo(Map.of(
                        "arguments", Origin.RETRIEVED,
                        "asked", Origin.CUSTOMER,
                        "own", Origin.AGENT,
                        "broken", Origin.AGENT));
    }
}
