package io.aegis.approval.outbound.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.application.PolicyReader;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Circumstances;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.Ruling;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ProposedAction.Origin;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import io.aegis.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyYamlTest {
    private static final PolicyReader READER = new PolicyYaml();
    private static final String NOON = "2026-03-02T11:00:00Z";

    /** The example of docs/approvals.md, rule by rule. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    mail.send      | {"template":"welcome"}       | agent     | healthy | 0  | 2026-03-02T21:30:00Z | hold    | nothing-at-night
                    mail.send      | {"template":"welcome"}       | agent     | healthy | 0  | 2026-03-02T11:00:00Z | release | prepared-mail
                    discount.apply | {"percent":10}               | agent     | at_risk | 51 | 2026-03-02T11:00:00Z | deny    | enough-given
                    discount.apply | {"percent":10}               | agent     | at_risk | 50 | 2026-03-02T11:00:00Z | hold    | discount
                    discount.apply | {"percent":10}               | agent     | at_risk | 19 | 2026-03-02T11:00:00Z | release | small-for-those-at-risk
                    discount.apply | {"percent":11}               | agent     | at_risk | 0  | 2026-03-02T11:00:00Z | hold    | discount
                    discount.apply | {"percent":10}               | agent     | healthy | 0  | 2026-03-02T11:00:00Z | hold    | discount
                    discount.apply | {"percent":10}               | retrieved | at_risk | 0  | 2026-03-02T11:00:00Z | hold    | talked-into
                    key.issue      | {"environment":"production"} | customer  | healthy | 0  | 2026-03-02T11:00:00Z | hold    | production
                    key.issue      | {"environment":"test"}       | customer  | healthy | 0  | 2026-03-02T11:00:00Z | release | test-key
                    """)
    void the_documented_example_decides_as_it_says(
            String type,
            String arguments,
            String origin,
            String health,
            long before,
            String at,
            String verdict,
            String rule)
            throws IOException {
        Policy policy = new Policy(ActionCatalogue.packaged(), READER.read(documented()));

        Ruling ruling = policy.rule(
                action(type, arguments, Origin.of(origin)),
                new Circumstances(
                        Instant.parse(at), new Basis(Map.of("tier", "pro", "health", health)), (sum, zone) -> before));

        assertThat(ruling.verdict()).isEqualTo(verdict);
        assertThat(ruling.rule()).isEqualTo(rule);
        assertThat(ruling.policyVersion())
                .isEqualTo(policy.version())
                .isNotEqualTo(ActionCatalogue.packaged().version());
    }

    @Test
    void who_approves_is_read() throws IOException {
        Policy policy = new Policy(ActionCatalogue.packaged(), READER.read(documented()));

        assertThat(policy.rule(
                        action("key.issue", "{\"environment\":\"production\"}", Origin.CUSTOMER),
                        Circumstances.at(Instant.parse(NOON))))
                .isInstanceOfSatisfying(Ruling.Hold.class, hold -> {
                    assertThat(hold.deadline()).isEqualTo("2026-03-04T11:00:00Z");
                    assertThat(hold.approvers().roles()).isEqualTo(Set.of("approver", "success-manager"));
                    assertThat(hold.approvers().count()).isEqualTo(2);
                    assertThat(hold.approvers().escalateTo()).isEqualTo(Set.of("admin"));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    when: {percnt: {above: 3}}              | has a condition on 'percnt' that can never be met
                    when: {percent: {in: [many]}}           | has a condition on 'percent' that can never be met
                    when: {tier: {above: 3}}                | has a condition on 'tier' that can never be met
                    when: {tier: {in: [gold]}}              | has a condition on 'tier' that can never be met
                    when: {percent: {}}                     | has a condition on 'percent' that says nothing
                    when: {percent.nobody.day: {above: 3}}  | has a condition on 'percent.nobody.day' that can never be met
                    when: {months.from: {in: [heaven]}}     | has a condition on 'months.from' that can never be met
                    when: {weekday: {in: [funday]}}         | has a condition on 'weekday' that can never be met
                    within: PT-5M                           | gives no time
                    approvers: {count: 9}                   | wants 9 approvers; it can be 1 to 5
                    approvers: {roles: [customer]}          | names [customer]; approvers can be [admin, approver, success-manager]
                    """)
    void a_rule_that_makes_no_sense_is_named(String line, String fault) {
        String text =
                "name: x\nrules:\n  - name: odd\n    actions: [discount.apply]\n    verdict: hold\n    reason: r\n    "
                        + line + "\n";

        assertThatThrownBy(() -> new Policy(ActionCatalogue.packaged(), READER.read(text)))
                .hasMessage("rule odd of discount.apply " + fault);
        assertThat(READER.line(text, "odd")).isEqualTo(3);
    }

    @Test
    void rules_of_one_name_a_missing_word_and_an_unknown_zone_are_faults() {
        assertThatThrownBy(() -> READER.read("name: x\nrules:\n"
                        + "  - {name: a, verdict: hold, reason: r}\n  - {name: a, verdict: deny, reason: r}\n"))
                .hasMessage("two rules are called a");
        assertThatThrownBy(() -> READER.read("name: x\nrules:\n  - {name: a, reason: r}\n"))
                .hasMessage("'verdict' of rule a is missing");
        assertThatThrownBy(() -> READER.read("rules: []\n")).hasMessage("'name' is missing");
        assertThatThrownBy(() -> READER.read("name: x\nzone: Mars\n"))
                .hasMessage("'zone' is no time zone such as Europe/Berlin");
    }

    private static ProposedAction action(String type, String arguments, Origin origin) {
        ObjectNode tree = Json.read(arguments, ObjectNode.class);
        return new ProposedAction(
                new ActionId("a1"),
                new RunId("r1"),
                new TurnId("t1"),
                new ConversationId("c1"),
                new CustomerId("acme"),
                type,
                tree,
                Json.hash(tree),
                AgentName.ONBOARDING,
                "jane",
                Tier.PRO,
                "Because.",
                tree.properties().stream()
                        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, field -> origin)),
                null);
    }

    private static String documented() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Checkout.find().root().resolve("docs/approvals.md")));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }
}
