package io.aegis.feedback.skill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import io.aegis.feedback.Customers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandoffTest {
    private static final CustomerId CUSTOMER = new CustomerId("acme");
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
    private static final CustomerFact OPENED =
            new CustomerFact.TicketOpened(new TicketId("T-4"), "Complaint", "http://front/tickets/T-4", NOW);

    @Test
    void the_profile_is_looked_at_first() {
        assertThat(next(asked(Intent.COMPLAINT, "The invoices are wrong")))
                .isEqualTo(CallTools.of(ToolCall.of(Tools.PROFILE)));
    }

    @Test
    void a_complaint_becomes_a_ticket_with_the_words_and_the_reply_they_follow() {
        Run run = asked(
                Intent.COMPLAINT,
                "The  invoices\nare wrong",
                new Utterance(Speaker.AEGIS, "An old reply"),
                new Utterance(Speaker.AEGIS, "Invoices are always right."),
                new Utterance(Speaker.CUSTOMER, "Hm."));

        assertThat(next(knowing(run, HealthLevel.HEALTHY)))
                .isEqualTo(CallTools.of(new ToolCall(
                        "ticket.open",
                        Json.object()
                                .put("subject", "Complaint: The invoices are wrong")
                                .put(
                                        "body",
                                        "The  invoices\nare wrong\n\nThe reply before that:\n\nInvoices are always right.")
                                .put("priority", "normal"))));
    }

    @Test
    void a_customer_at_risk_comes_first() {
        ModelAnswer answer = next(knowing(asked(Intent.COMPLAINT, "The invoices are wrong"), HealthLevel.AT_RISK));

        assertThat(arguments(answer).get("priority").textValue()).isEqualTo("high");
    }

    @Test
    void who_says_they_leave_comes_first_too() {
        ModelAnswer answer =
                next(knowing(asked(Intent.COMPLAINT, "I am cancelling if this goes on"), HealthLevel.HEALTHY));

        assertThat(arguments(answer).get("priority").textValue()).isEqualTo("high");
    }

    @Test
    void words_without_end_still_make_a_ticket_that_is_accepted() {
        Run run = asked(Intent.COMPLAINT, "x" + "😀".repeat(5000), new Utterance(Speaker.AEGIS, "y".repeat(9000)));

        ObjectNode arguments = arguments(next(knowing(run, HealthLevel.HEALTHY)));

        assertThat(ActionCatalogue.packaged().get("ticket.open").complete(arguments))
                .isEqualTo(arguments);
        assertThat(arguments.get("subject").textValue()).isEqualTo("Complaint: x" + "😀".repeat(59));
    }

    @Test
    void the_answer_apologises_and_links_the_ticket() {
        Run run = knowing(asked(Intent.COMPLAINT, "The invoices are wrong"), HealthLevel.HEALTHY);

        assertThat(next(ended(run, End.DONE, "Opened ticket T-4", OPENED)))
                .isEqualTo(Say.of(
                        "I am sorry about that. I opened [ticket T-4](http://front/tickets/T-4) with what you wrote, so "
                                + "that a person looks into it."));
    }

    @Test
    void a_ticket_that_could_not_be_opened_is_admitted() {
        Run run = knowing(asked(Intent.COMPLAINT, "The invoices are wrong"), HealthLevel.HEALTHY);

        assertThat(next(ended(run, End.FAILED, "It kept failing on our side.", null)))
                .isEqualTo(Say.of(
                        "I am sorry. I wanted to open a ticket for you and could not: It kept failing on our side. Please "
                                + "try again later."));
    }

    @Test
    void the_same_complaint_again_opens_no_second_ticket() {
        Run run = knowing(
                asked(Intent.COMPLAINT, "the invoices are  WRONG"),
                HealthLevel.AT_RISK,
                new CustomerSnapshot.Ticket(
                        new TicketId("T-3"), "Complaint: The invoices are wrong", "http://front/tickets/T-3", NOW));

        assertThat(next(run))
                .isEqualTo(Say.of(
                        "I am sorry that this is still not solved. [ticket T-3](http://front/tickets/T-3) about it is "
                                + "open already, so I did not open another."));
    }

    @Test
    void another_complaint_opens_another_ticket() {
        Run run = knowing(
                asked(Intent.COMPLAINT, "And the taxes too"),
                HealthLevel.HEALTHY,
                new CustomerSnapshot.Ticket(
                        new TicketId("T-3"), "Complaint: The invoices are wrong", "http://front/tickets/T-3", NOW));

        assertThat(arguments(next(run)).get("subject").textValue()).isEqualTo("Complaint: And the taxes too");
    }

    @Test
    void who_asks_for_a_person_gets_a_ticket_and_no_promise_of_when() {
        Run run = knowing(asked(Intent.HUMAN, "Let me talk to somebody"), HealthLevel.HEALTHY);

        assertThat(arguments(next(run)))
                .isEqualTo(Json.object()
                        .put("subject", "Asks for a person")
                        .put("body", "Let me talk to somebody")
                        .put("priority", "normal"));
        assertThat(next(ended(run, End.DONE, "Opened ticket T-4", OPENED)))
                .isEqualTo(Say.of(
                        "I have asked for a person: [ticket T-4](http://front/tickets/T-4) is open for you. When somebody "
                                + "answers I cannot promise; until then you can go on asking me."));
    }

    private static ModelAnswer next(Run run) {
        return new Handoff().next(new Situation(run));
    }

    private static ObjectNode arguments(ModelAnswer answer) {
        return ((CallTools) answer).calls().get(0).arguments();
    }

    private static Run asked(Intent intent, String text, Utterance... memory) {
        return Run.start(new Ask(
                new TurnId("t-1"),
                new ConversationId("c-1"),
                CUSTOMER,
                intent,
                text,
                List.of(memory),
                List.of(),
                "jane",
                null));
    }

    private static Run knowing(Run run, HealthLevel health, CustomerSnapshot.Ticket... tickets) {
        return run.with(
                new ToolRead(Tools.PROFILE, "your profile", Json.tree(Customers.known(CUSTOMER, health, tickets))));
    }

    private static Run ended(Run run, End end, String told, @Nullable CustomerFact fact) {
        ProposedAction action = new ProposedAction(
                run.nextActionId(),
                run.id(),
                run.ask().turn(),
                run.ask().conversation(),
                CUSTOMER,
                "ticket.open",
                Json.object(),
                "",
                AgentName.FEEDBACK,
                "jane",
                Tier.PRO,
                "Open a ticket");
        return run.with(new Proposed(action, "Open a ticket"))
                .with(new Settled(action.id(), end, told, fact == null ? List.of() : List.of(fact), null));
    }
}
