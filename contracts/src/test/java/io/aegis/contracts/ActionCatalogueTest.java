package io.aegis.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionType.Verdict;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ActionCatalogueTest {
    private final ActionCatalogue catalogue = ActionCatalogue.packaged();

    static List<ActionType> types() {
        return ActionCatalogue.packaged().all();
    }

    @Test
    void the_index_names_every_file_and_each_file_the_type_it_is_called_after() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(ActionCatalogue.class.getResource("/actions"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("index.yaml")))
                    .containsExactlyInAnyOrderElementsOf(catalogue.all().stream()
                            .map(type -> type.type() + ".yaml")
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_fallback_fits_its_own_argument(ActionType type) {
        type.arguments().forEach((name, argument) -> {
            if (argument.fallback() != null) {
                ActionType alone = new ActionType(type.type(), type.agent(), "", "", Map.of(name, argument), List.of());
                assertThat(alone.complete(Json.object()).get(name)).isEqualTo(argument.fallback());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_title_has_places_for_arguments_only(ActionType type) {
        ObjectNode given = Json.object();
        type.arguments().keySet().forEach(name -> given.put(name, "given"));

        assertThat(type.describe(given)).doesNotContain("{", "}", "?");
    }

    @Test
    void a_file_is_read_as_it_stands() {
        ActionType trial = catalogue.get("trial.create");

        assertThat(trial.agent()).isEqualTo(AgentName.ONBOARDING);
        assertThat(trial.arguments()).containsOnlyKeys("days");
        assertThat(trial.arguments().get("days"))
                .isEqualTo(new ActionType.Argument(
                        ActionType.Kind.INTEGER,
                        "Length of the trial in days.",
                        1,
                        30,
                        null,
                        Json.mapper().getNodeFactory().numberNode(14)));
        assertThat(trial.policy())
                .extracting(ActionType.Rule::name, ActionType.Rule::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("standard-trial", Verdict.RELEASE),
                        org.assertj.core.groups.Tuple.tuple("no-trial-for-payers", Verdict.DENY));
        assertThat(trial.policy().get(0).when())
                .containsEntry("days", new ActionType.Condition(null, 14, null))
                .containsEntry("tier", new ActionType.Condition(null, null, List.of("none")));
        assertThat(catalogue.get("plan.change").policy().get(0).within()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void what_is_not_in_it_is_not_found() {
        assertThat(catalogue.find("world.destroy")).isEmpty();
        assertThatThrownBy(() -> catalogue.get("world.destroy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no action world.destroy in the catalogue");
    }

    @Test
    void a_type_is_in_it_once() {
        ActionType mail = catalogue.get("mail.send");

        assertThatThrownBy(() -> ActionCatalogue.of(List.of(mail, mail)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("action mail.send is in the catalogue twice");
    }

    @Test
    void its_version_follows_its_content_and_not_its_order() {
        List<ActionType> types = catalogue.all();
        ActionType last = types.get(types.size() - 1);
        ActionType changed = new ActionType(
                last.type(), last.agent(), last.title() + "!", last.description(), last.arguments(), last.policy());

        assertThat(ActionCatalogue.of(types.reversed()).version()).hasSize(12).isEqualTo(catalogue.version());
        assertThat(ActionCatalogue.of(Stream.concat(types.stream().limit(types.size() - 1), Stream.of(changed))
                                .toList())
                        .version())
                .isNotEqualTo(catalogue.version());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    discount.apply    | {"percent":25}                               | {"months":3,"percent":25}
                    discount.apply    | {"percent":100,"months":12}                  | {"months":12,"percent":100}
                    discount.apply    | {"percent":1,"months":null}                  | {"months":3,"percent":1}
                    trial.create      | {}                                           | {"days":14}
                    sandbox.provision | {}                                           | {}
                    ticket.open       | {"subject":"s","body":"b"}                   | {"body":"b","priority":"normal","subject":"s"}
                    ticket.open       | {"subject":"","body":"b","priority":"high"}  | {"body":"b","priority":"high","subject":""}
                    """)
    void arguments_are_completed(String type, String given, String complete) {
        assertThat(catalogue.get(type).complete(Json.read(given, ObjectNode.class)))
                .isEqualTo(Json.read(complete, ObjectNode.class));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    discount.apply | {}                                  | 'percent' is missing
                    discount.apply | {"percent":null}                    | 'percent' is missing
                    discount.apply | {"percent":0}                       | 'percent' is not within 1 and 100
                    discount.apply | {"percent":101}                     | 'percent' is not within 1 and 100
                    discount.apply | {"percent":25,"months":13}          | 'months' is not within 1 and 12
                    discount.apply | {"percent":25.0}                    | 'percent' is not a whole number
                    discount.apply | {"percent":"25"}                    | 'percent' is not a whole number
                    discount.apply | {"percent":4294967321}              | 'percent' is not a whole number
                    discount.apply | {"percent":25,"customer":"other"}   | 'customer' is not an argument of discount.apply
                    key.issue      | {"environment":"staging"}           | 'environment' is not one of [test, production]
                    key.issue      | {"environment":"TEST"}              | 'environment' is not one of [test, production]
                    key.issue      | {"environment":["test"]}            | 'environment' is not a text
                    mail.send      | {"template":"welcome","to":"x@y.z"} | 'to' is not an argument of mail.send
                    discount.apply | {"month":1,"percent":0,"months":0}  | 'month' is not an argument of discount.apply; 'percent' is not within 1 and 100; 'months' is not within 1 and 12
                    """)
    void what_does_not_fit_is_refused_with_every_fault(String type, String given, String faults) {
        assertThatThrownBy(() -> catalogue.get(type).complete(Json.read(given, ObjectNode.class)))
                .isInstanceOf(ActionType.Refused.class)
                .hasMessage(faults);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    0 | 1 |   | 'n' is less than 1
                    5 |   | 4 | 'n' is more than 4
                    0 | 1 | 4 | 'n' is not within 1 and 4
                    """)
    void a_number_is_held_against_the_bounds_there_are(int given, Integer minimum, Integer maximum, String fault) {
        ActionType type = new ActionType(
                "n.set",
                AgentName.QUERY,
                "",
                "",
                Map.of("n", new ActionType.Argument(ActionType.Kind.INTEGER, "", minimum, maximum, null, null)),
                List.of());

        assertThatThrownBy(() -> type.complete(Json.object().put("n", given)))
                .isInstanceOf(ActionType.Refused.class)
                .hasMessage(fault);
    }

    @Test
    void a_text_may_be_as_long_as_its_maximum_and_no_longer() {
        ActionType ticket = catalogue.get("ticket.open");

        assertThat(ticket.complete(ticketOf("s".repeat(200))).get("subject").textValue())
                .hasSize(200);
        assertThatThrownBy(() -> ticket.complete(ticketOf("s".repeat(201))))
                .isInstanceOf(ActionType.Refused.class)
                .hasMessage("'subject' is too long");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    discount.apply    | {"percent":25,"months":3} | Give 25 % off for 3 months
                    discount.apply    | {"percent":25}            | Give 25 % off for ? months
                    key.issue         | {"environment":"test"}    | Issue a test key
                    sandbox.provision | {}                        | Provision a sandbox
                    """)
    void is_described_with_its_arguments_in_their_places(String type, String given, String title) {
        assertThat(catalogue.get(type).describe(Json.read(given, ObjectNode.class)))
                .isEqualTo(title);
    }

    private static ObjectNode ticketOf(String subject) {
        return Json.object().put("subject", subject).put("body", "b");
    }
}
