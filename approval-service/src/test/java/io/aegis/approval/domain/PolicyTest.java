package io.aegis.approval.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Intent;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Circumstances AT = Circumstances.at(NOW);
    private static final String TABLE = """
            trial.create      | none       | {}                                | release | standard-trial      | Create a trial of 14 days
            trial.create      | none       | {"days":14}                       | release | standard-trial      | Create a trial of 14 days
            trial.create      | none       | {"days":15}                       | hold    | no-rule             | Create a trial of 15 days
            trial.create      | trial      | {"days":14}                       | hold    | no-rule             | Create a trial of 14 days
            trial.create      | starter    | {"days":14}                       | deny    | no-trial-for-payers | Create a trial of 14 days
            trial.create      | enterprise | {"days":20}                       | deny    | no-trial-for-payers | Create a trial of 20 days
            trial.create      | none       | {"days":31}                       | deny    | fitting-arguments   | Create a trial of 31 days
            trial.create      | none       | {"days":"7"}                      | deny    | fitting-arguments   | Create a trial of 7 days
            trial.create      | none       | {"days":7,"free":"ever"}          | deny    | fitting-arguments   | Create a trial of 7 days
            key.issue         | trial      | {"environment":"test"}            | release | test-key            | Issue a test key
            key.issue         | pro        | {"environment":"production"}      | hold    | production-key      | Issue a production key
            key.issue         | pro        | {"environment":"staging"}         | deny    | fitting-arguments   | Issue a staging key
            key.issue         | pro        | {}                                | deny    | fitting-arguments   | Issue a ? key
            sandbox.provision | trial      | {}                                | release | sandbox             | Provision a sandbox
            mail.send         | trial      | {"template":"welcome"}            | release | prepared-mail       | Send the welcome mail
            mail.send         | trial      | {"template":"written","text":"x"} | hold    | written-mail        | Send the written mail
            mail.send         | trial      | {"template":"invoice"}            | deny    | fitting-arguments   | Send the invoice mail
            discount.apply    | pro        | {"percent":1}                     | hold    | discount            | Give 1 % off for 3 months
            discount.apply    | pro        | {"percent":30}                    | hold    | discount            | Give 30 % off for 3 months
            discount.apply    | pro        | {"percent":50,"months":12}        | hold    | large-discount      | Give 50 % off for 12 months
            discount.apply    | pro        | {"percent":51}                    | deny    | discount-ceiling    | Give 51 % off for 3 months
            discount.apply    | pro        | {"percent":60}                    | deny    | discount-ceiling    | Give 60 % off for 3 months
            discount.apply    | pro        | {"percent":0}                     | deny    | fitting-arguments   | Give 0 % off for ? months
            plan.change       | starter    | {"tier":"enterprise"}             | hold    | plan-change         | Change the plan to enterprise
            plan.change       | starter    | {"tier":"none"}                   | deny    | fitting-arguments   | Change the plan to none
            ticket.open       | none       | {"subject":"401","body":"always"} | release | ticket              | Open a ticket: 401
            ticket.open       | none       | {"subject":"401"}                 | deny    | fitting-arguments   | Open a ticket: 401
            mcp.call          | pro        | {"server":"jira","tool":"x"}      | hold    | outside-change      | Call x of jira with {}
            mcp.call          | pro        | {"server":"jira"}                 | deny    | fitting-arguments   | Call ? of jira with ?
            refund.give       | pro        | {"amount":100}                    | deny    | known-type          | refund.give
            """;

    private final Policy policy = new Policy(ActionCatalogue.packaged());

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, delimiter = '|', quoteCharacter = '`')
    void rules_by_the_first_rule_that_applies(
            String type, String tier, String arguments, String verdict, String rule, String title) {
        ProposedAction action = Proposals.of("a1", "c1", type, arguments, Tier.of(tier));

        Ruling ruling = policy.rule(action, AT);

        assertThat(ruling.verdict()).isEqualTo(verdict);
        assertThat(ruling.rule()).isEqualTo(rule);
        assertThat(ruling.policyVersion())
                .isEqualTo(ActionCatalogue.packaged().version())
                .hasSize(12);
        assertThat(ruling.reason()).isNotBlank();
        assertThat(policy.describe(action)).isEqualTo(title);
    }

    /** A model in a playbook's name, and a person who is called like one, have their words read. */
    @ParameterizedTest
    @CsvSource({
        "playbook:win-back, OFFER_ACCEPTED, release, playbook-mail",
        "playbook:win-back, DIAGNOSE_ERRORS, hold, written-mail",
        "jane, OFFER_ACCEPTED, hold, written-mail",
        "playbooks, OFFER_ACCEPTED, hold, written-mail"
    })
    void the_words_of_a_mail_are_trusted_when_a_playbook_says_exactly_these(
            String requester, Intent intent, String verdict, String rule) {
        ProposedAction mail = Proposals.of(
                "a1",
                "c1",
                "mail.send",
                "{\"template\":\"written\",\"subject\":\"Hi\",\"text\":\"All well?\"}",
                Tier.PRO);

        Ruling ruling = policy.rule(Proposals.asked(mail, requester, intent), AT);

        assertThat(ruling.verdict()).isEqualTo(verdict);
        assertThat(ruling.rule()).isEqualTo(rule);
    }

    @Test
    void the_table_has_every_rule_of_every_type() {
        Set<String> listed = Stream.concat(
                        TABLE.lines()
                                .map(line -> line.split("\\|"))
                                .map(cells -> cells[0].strip() + " " + cells[4].strip()),
                        Stream.of("mail.send playbook-mail"))
                .collect(Collectors.toSet());

        assertThat(ActionCatalogue.packaged().all())
                .flatExtracting(type -> type.policy().stream()
                        .map(rule -> type.type() + " " + rule.name())
                        .toList())
                .hasSizeGreaterThan(8)
                .isSubsetOf(listed);
    }

    @Test
    void changed_arguments_are_denied_even_when_they_would_be_released() {
        ProposedAction action = Proposals.tampered(
                "a1", "c1", "key.issue", "{\"environment\":\"production\"}", "{\"environment\":\"test\"}");

        assertThat(policy.rule(action, AT))
                .isEqualTo(policy.deny("intact-arguments", "The arguments are not the ones that were proposed."));
    }

    @Test
    void a_hold_lasts_as_long_as_its_rule_says_and_else_a_week() {
        Policy hours = policy(rule(ActionType.Verdict.HOLD, Map.of(), Duration.ofHours(2)));
        Policy silent = policy(rule(ActionType.Verdict.HOLD, Map.of(), null));
        Policy none = policy();
        ProposedAction action = Proposals.of("a1", "c1", "made.up", "{}", Tier.NONE);

        assertThat(List.of(hours.rule(action, AT), silent.rule(action, AT), none.rule(action, AT)))
                .extracting(ruling -> ((Ruling.Hold) ruling).deadline())
                .containsExactly(
                        Instant.parse("2026-03-01T12:00:00Z"),
                        Instant.parse("2026-03-08T10:00:00Z"),
                        Instant.parse("2026-03-08T10:00:00Z"));
    }

    @Test
    void a_rule_that_could_never_apply_is_a_fault_of_the_catalogue() {
        ActionType.Rule misspelt =
                rule(ActionType.Verdict.DENY, Map.of("precent", new ActionType.Condition(50, null, null)), null);
        ActionType.Rule wrongKind =
                rule(ActionType.Verdict.DENY, Map.of("tier", new ActionType.Condition(50, null, null)), null);

        assertThatThrownBy(() -> policy(misspelt))
                .hasMessage("rule made-up of made.up has a condition on 'precent' that can never be met");
        assertThatThrownBy(() -> policy(wrongKind))
                .hasMessage("rule made-up of made.up has a condition on 'tier' that can never be met");
    }

    private static Policy policy(ActionType.Rule... rules) {
        return new Policy(ActionCatalogue.of(List.of(
                new ActionType("made.up", AgentName.QUERY, "Made up", "For this test.", Map.of(), List.of(rules)))));
    }

    private static ActionType.Rule rule(
            ActionType.Verdict verdict, Map<String, ActionType.Condition> when, Duration within) {
        return new ActionType.Rule("made-up", verdict, when, "Because.", within);
    }
}
