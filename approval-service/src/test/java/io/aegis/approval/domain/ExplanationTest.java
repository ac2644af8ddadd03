package io.aegis.approval.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Approver;
import io.aegis.approval.domain.Approval.Command;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ProposedAction.Origin;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LATER = Instant.parse("2026-03-01T11:00:00Z");
    private static final Policy POLICY = new Policy(ActionCatalogue.packaged());
    private static final String VERSION = POLICY.version();

    @Test
    void an_approved_key_is_told_from_the_first_message_to_the_effect() {
        ProposedAction action = action();
        Approval.Held held = (Approval.Held) proposed(action).under(POLICY.rule(action, Circumstances.at(NOW)));
        Approval.Released released = approved(held);
        ActionOutcome done = new ActionOutcome.Succeeded(
                action.id(), action.run(), action.customer(), action.type(), VERSION, List.of(), "Issued a key");
        Outcome outcome = Outcome.of(done, AgentName.ONBOARDING, LATER);

        Explanation why = Explanation.of(
                released,
                "Issue a production key",
                "onboarding",
                List.of(
                        AuditRecord.of(held, NOW, 1),
                        AuditRecord.of(released, LATER, 2),
                        AuditRecord.of(action, AuditRecord.Note.of(done, AgentName.ONBOARDING, LATER), 3)),
                outcome);

        assertThat(why.words())
                .containsExactly(
                        "requester asked for something in conversation conversation-c1 (turn turn-a1), which was understood as"
                                + " production key.",
                        "The query agent (model offline, skills-1, actions and rules " + VERSION
                                + "), having read profile, proposed on 2026-03-01T10:00:00Z: Issue a production key.",
                        "The value of environment stands in what the customer wrote.",
                        "On 2026-03-01T10:00:00Z it was held by rule production-key of policy " + VERSION
                                + ": A production key moves real money; a human looks first.",
                        "On 2026-03-01T11:00:00Z ada approved it: A known customer.",
                        "On 2026-03-01T11:00:00Z the onboarding agent told that it was done: Issued a key");
        assertThat(why.state()).isEqualTo("done");
        assertThat(why.intact()).isTrue();
        assertThat(why.known()).containsEntry("version", "7");
        assertThat(why.from().grounds()).isEqualTo(action.grounds());
        assertThat(why.events()).extracting(Explanation.Event::what).containsExactly("held", "released", "done");
        assertThat(AuditRecord.of(held, NOW, 1).sources())
                .isEqualTo(new AuditRecord.Sources(
                        action.turn(), action.run(), action.conversation(), "correlation", 7L, action.grounds()));
    }

    @Test
    void what_waits_says_until_when_and_arguments_that_are_not_the_audits_are_told() {
        ProposedAction action = action();
        Approval.Held held = (Approval.Held) proposed(action).under(POLICY.rule(action, Circumstances.at(NOW)));
        ProposedAction forgotten = Proposals.tampered(
                "a1", "c1", "key.issue", "{\"environment\":\"production\"}", "{\"environment\":\"test\"}");
        List<AuditRecord> records = List.of(AuditRecord.of(held, NOW, 1));

        Explanation waiting = Explanation.of(held, "Issue a production key", "onboarding", records, null);
        Explanation changed = Explanation.of(
                new Approval.Held(proposed(forgotten), held.ruling()), "Issue a test key", "onboarding", records, null);

        assertThat(waiting.words().getLast())
                .isEqualTo("It waits for people until " + held.ruling().deadline() + ".");
        assertThat(waiting.intact()).isTrue();
        assertThat(changed.intact()).isFalse();
    }

    private static Approval.Released approved(Approval.Held held) {
        Answer answer = held.decide(new Command.Approve(
                new Approver("ada", Set.of("approver")),
                "A known customer.",
                LATER,
                held.action(),
                held.ruling(),
                held.proposed().basis(),
                List.<ActionType.Facet>of(),
                false));
        return (Approval.Released) ((Answer.Changed) answer).next();
    }

    private static Approval.Proposed proposed(ProposedAction action) {
        return new Approval.Proposed(action, "correlation", NOW, new Basis(Map.of("version", "7", "tier", "pro")));
    }

    private static ProposedAction action() {
        ProposedAction plain = Proposals.of("a1", "c1", "key.issue", "{\"environment\":\"production\"}", Tier.PRO);
        return new ProposedAction(
                plain.id(),
                plain.run(),
                plain.turn(),
                plain.conversation(),
                plain.customer(),
                plain.type(),
                plain.arguments(),
                plain.argumentsHash(),
                plain.proposer(),
                plain.requester(),
                plain.tier(),
                plain.reason(),
                Map.of("environment", Origin.CUSTOMER),
                new Grounds(
                        Intent.PRODUCTION_KEY,
                        "offline",
                        "skills-1",
                        VERSION,
                        List.of(new Grounds.Input("profile", Json.hash("told")))));
    }
}
