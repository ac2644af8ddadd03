package io.aegis.onboarding.skill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same words, to customers in different states. */
class GetStartedTest {
    private static final CustomerId CUSTOMER = new CustomerId("acme");
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            NONE,    -,    -,          false, trial.create key.issue sandbox.provision mail.send
            TRIAL,   -,    -,          true,  key.issue sandbox.provision
            TRIAL,   TEST, -,          true,  sandbox.provision
            STARTER, -,    -,          true,  key.issue sandbox.provision
            PRO,     PRODUCTION, https://a.example, true, key.issue
            PRO,     TEST, https://a.example, false, mail.send
            """)
    void what_is_missing_is_done_and_nothing_else(
            Tier tier, @Nullable Environment key, @Nullable String sandbox, boolean welcomed, String tools) {
        CustomerSnapshot customer = new CustomerSnapshot(
                CUSTOMER,
                3,
                "Jane",
                "jane@example.com",
                Stage.NEW,
                tier,
                null,
                null,
                key == null ? List.of() : List.of(new CustomerSnapshot.Key(new KeyId("k"), key, "ab12", NOW)),
                sandbox,
                welcomed ? List.of("welcome") : List.of(),
                null,
                null,
                List.of(),
                new CustomerSnapshot.Health(HealthLevel.NEW, 100, List.of()),
                CustomerSnapshot.Billing.NONE,
                CustomerSnapshot.Contact.UNKNOWN);
        Run run = Run.start(new Ask(
                        new TurnId("t-1"),
                        new ConversationId("c-1"),
                        CUSTOMER,
                        Intent.GET_STARTED,
                        "help me get started",
                        List.of(),
                        List.of(),
                        "jane",
                        null))
                .with(new ToolRead(Tools.PROFILE, "your profile", Json.tree(customer)));

        assertThat(new GetStarted().next(new Situation(run)))
                .asInstanceOf(InstanceOfAssertFactories.type(CallTools.class))
                .extracting(calls -> calls.calls().stream().map(ToolCall::tool).toList())
                .isEqualTo(List.of(tools.split(" ")));
    }
}
