package io.aegis.state.inbound.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Json;
import io.aegis.contracts.UsageRecorded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is read by hand is what would have been read otherwise; whatever could be at fault is left to the other reader. */
class UsualUsageTest {
    private static final String USUAL = """
            {"at":"2026-05-04T12:00:00.5Z","calls":3,"customer":"acme","endpoint":"/v1/plans","environment":"test",\
            "keyHint":"ab12","status":401}""";

    @Example
    void the_usual_record_is_read() {
        assertThat(UsualUsage.read(bytes(USUAL)))
                .isEqualTo(new UsageRecorded(
                        new CustomerId("acme"),
                        Environment.TEST,
                        "/v1/plans",
                        401,
                        3,
                        "ab12",
                        Instant.parse("2026-05-04T12:00:00.500Z")));
    }

    @Property
    void whatever_is_read_is_what_the_other_reader_reads(@ForAll("documents") String document) {
        UsageRecorded read = UsualUsage.read(bytes(document));

        if (read != null) {
            assertThat(read).isEqualTo(Json.read(bytes(document), UsageRecorded.class));
        }
    }

    @Property
    void what_is_at_fault_is_not_read(@ForAll("faults") String document) {
        assertThatThrownBy(() -> Json.read(bytes(document), UsageRecorded.class))
                .isInstanceOf(Json.Unreadable.class);

        assertThat(UsualUsage.read(bytes(document))).isNull();
    }

    /** Each field as usual, missing, or of another kind. */
    @Provide
    Arbitrary<String> documents() {
        return Combinators.combine(
                        field("at", "\"2026-05-04T12:00:00Z\"", "\"2026-05-04T12:00:00+02:00\"", "\"today\"", "1"),
                        field("calls", "1", "\"2\"", "0", "1.5", "null", "99999999999"),
                        field("customer", "\"acme\"", "\"\"", "7", "null", "\"a b\""),
                        field("endpoint", "\"/v1/plans\"", "5", "null", "{}"),
                        field("environment", "\"test\"", "\"production\"", "\"TEST\"", "null", "0"),
                        field("keyHint", "\"ab12\"", "null", "1234", "[]"),
                        field("status", "200", "\"200\"", "99", "true", "null"),
                        field("more", "1", "{\"a\":[1]}", "null"))
                .as((at, calls, customer, endpoint, environment, hint, status, more) -> Stream.of(
                                at, calls, customer, endpoint, environment, hint, status, more)
                        .filter(field -> !field.isEmpty())
                        .toList())
                .flatMap(fields -> Arbitraries.shuffle(fields).map(all -> "{" + String.join(",", all) + "}"));
    }

    @Provide
    Arbitrary<String> faults() {
        return Arbitraries.of(List.of(
                "null",
                "[]",
                "{",
                USUAL.substring(0, USUAL.length() - 1),
                USUAL.replace("401", "700"),
                USUAL.replace("3,", "0,"),
                USUAL.replace("\"acme\"", "\"\""),
                USUAL.replace("test", "staging"),
                USUAL.replace("2026-05-04T", "2026-13-04T"),
                USUAL.replace("\"endpoint\":\"/v1/plans\",", "")));
    }

    /** The usual value most of the time, so that whole documents are usual often enough. */
    private static Arbitrary<String> field(String name, String usual, String... others) {
        return Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just("\"" + name + "\":" + usual)),
                Tuple.of(1, Arbitraries.of(others).map(value -> "\"" + name + "\":" + value)),
                Tuple.of(1, Arbitraries.just("")));
    }

    private static byte[] bytes(String document) {
        return document.getBytes(StandardCharsets.UTF_8);
    }
}
