package io.aegis.onboarding.skill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskForActionTest {
    private static final CustomerId CUSTOMER = new CustomerId("acme");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            give me 25 % off                   | {"percent":25}
            20                                 | {"percent":20}
            make it 15 then                    | {"percent":15}
            30 percent for 6 months            | {"percent":30,"months":6}
            """)
    void a_discount_is_asked_for_as_it_is_said(String text, String arguments) {
        assertThat(next(Intent.DISCOUNT, text, Tier.PRO))
                .isEqualTo(CallTools.of(new ToolCall("discount.apply", Json.read(arguments, ObjectNode.class))));
    }

    @Test
    void without_a_number_it_asks_for_one() {
        assertThat(next(Intent.DISCOUNT, "can we pay less?", Tier.PRO))
                .isEqualTo(Say.of("I can ask for a discount for you. How many percent do you have in mind?"));
    }

    @Test
    void the_next_plan_is_the_one_after_the_customers_own() {
        assertThat(next(Intent.CHANGE_PLAN, "upgrade us to the next plan", Tier.PRO))
                .isEqualTo(
                        CallTools.of(new ToolCall("plan.change", Json.object().put("tier", "enterprise"))));
    }

    @Test
    void a_plan_that_the_customer_is_on_is_not_asked_for() {
        assertThat(next(Intent.CHANGE_PLAN, "put me on pro", Tier.PRO))
                .isEqualTo(Say.of("You are on the plan pro already, so I changed nothing."));
    }

    private static ModelAnswer next(Intent intent, String text, Tier tier) {
        Run run = Run.start(new Ask(
                        new TurnId("t-1"),
                        new ConversationId("c-1"),
                        CUSTOMER,
                        intent,
                        text,
                        List.of(),
                        List.of(),
                        "jane",
                        null))
                .with(new ToolRead(Tools.PROFILE, "your profile", Json.tree(on(tier))));
        return new AskForAction().next(new Situation(run));
    }

    private static CustomerSnapshot on(Tier tier) {
        return new CustomerSnapshot(
                CUSTOMER,
                7,
                "Jane",
                "jane@example.com",
                Stage.FIRST_API_CALL,
                tier,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                List.of(),
                new CustomerSnapshot.Health(HealthLevel.HEALTHY, 90, List.of()),
                CustomerSnapshot.Billing.NONE,
                CustomerSnapshot.Contact.UNKNOWN);
    }
}
