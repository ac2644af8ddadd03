package io.aegis.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final Set<String> TYPES = Set.of(
            "trial.create",
            "key.issue",
            "mail.send",
            "discount.apply",
            "plan.change",
            "sandbox.provision",
            "ticket.open");

    private final Run asked = Run.start(new Ask(
            new TurnId("t1"),
            new ConversationId("c1"),
            new CustomerId("acme"),
            Intent.GET_STARTED,
            "hi",
            List.of(),
            List.of(),
            "jane",
            null));
    private final Run keyIssued = asked.with(proposed("t1.1", "key.issue")).with(settled("t1.1", End.DONE));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I've created your trial.",
                "I have just **issued** you a key!",
                "Good news: we applied 20 % off.",
                "I went ahead and sent the mail",
                "I have refunded the invoice.",
                "Your subscription has been cancelled.",
                "A ticket has already been opened for you.",
                "Your account is now upgraded.",
                "I\u2019ve set everything up for you.",
                "I looked into it. I also changed your plan."
            })
    void what_did_not_happen_must_not_be_said(String text) {
        assertThat(Claims.objection(asked, TYPES, text, List.of())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I looked at your calls and found 12 errors.",
                "I could not create a trial, since you have one.",
                "I have not changed anything.",
                "Once I have created the trial, you can start.",
                "You need a key. I need the environment it is for.",
                "Your trial runs until 3 May.",
                "The endpoint has been deprecated since March.",
                "Keys are issued per environment, and a discount is applied to the next invoice.",
                "I can open a ticket for you. Shall I?",
                "I have asked for a person's approval."
            })
    void what_claims_nothing_may_be_said(String text) {
        assertThat(Claims.objection(asked, TYPES, text, List.of())).isEmpty();
    }

    @Test
    void what_was_done_may_be_said_and_what_else_was_not_must_not() {
        assertThat(Claims.objection(
                        keyIssued, TYPES, "I have issued your key. I've set it up for tests.", List.of("t1.1")))
                .isEmpty();
        assertThat(Claims.objection(keyIssued, TYPES, "I have issued your key and I sent you a mail.", List.of("t1.1")))
                .contains("it says 'i sent', and no such action was done");
    }

    @Test
    void an_action_that_was_not_done_must_not_be_reported() {
        Run rejected = keyIssued.with(proposed("t1.2", "discount.apply")).with(settled("t1.2", End.REJECTED));

        assertThat(Claims.objection(rejected, TYPES, "All is well.", List.of("t1.1", "t1.2")))
                .contains("it reports an action as done that was not done: t1.2");
        assertThat(Claims.objection(rejected, TYPES, "All is well.", List.of("t1.9")))
                .isPresent();
    }

    private static Settled settled(String action, End end) {
        return new Settled(new ActionId(action), end, "told", List.of(), null);
    }

    private static Proposed proposed(String id, String type) {
        return new Proposed(
                new ProposedAction(
                        new ActionId(id),
                        new RunId("t1"),
                        new TurnId("t1"),
                        new ConversationId("c1"),
                        new CustomerId("acme"),
                        type,
                        Json.object(),
                        Json.hash(Json.object()),
                        AgentName.ONBOARDING,
                        "jane",
                        Tier.NONE,
                        "why"),
                "title");
    }
}
