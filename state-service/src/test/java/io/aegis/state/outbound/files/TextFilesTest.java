package io.aegis.state.outbound.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Tier;
import io.aegis.state.application.CustomerFiles.Format;
import io.aegis.state.application.CustomerFiles.Line;
import io.aegis.state.application.CustomerFiles.Unreadable;
import io.aegis.state.domain.Command;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFilesTest {
    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");

    @Test
    void a_record_of_csv_says_what_its_columns_say() {
        assertThat(csv("\uFEFFcustomer,Name,email,tier,plan,since,score\r\n"
                        + "acme,\"Acme, Inc.\",ops@acme.example,pro,pro-monthly,2026-01-05,99\r\n"
                        + "\r\n"
                        + "beta,'=Beta,,,,,"))
                .containsExactly(
                        new Line.Said(
                                2,
                                new CustomerId("acme"),
                                introduce("Acme, Inc.", "ops@acme.example", Tier.PRO, "pro-monthly")),
                        new Line.Said(4, new CustomerId("beta"), introduce("=Beta", null, null, null)));
    }

    @Test
    void a_fault_names_line_field_and_reason_and_quotes_nothing() {
        assertThat(csv("customer,email,tier,plan,since,trialEndsAt\n" + "a b,,,,,\n" + ",,,,,\n" + "a,secret,,,,\n"
                        + "a,,gold,,,\n" + "a,,,,yesterday,\n" + "a,,,,2999-01-01,\n" + "a,,\n" + "a,,,"
                        + "x".repeat(201) + ",,\n" + "a,\"b\nc\",,,,\n" + "-,,,,,"))
                .containsExactly(
                        new Line.Faulty(2, "customer", "is 1 to 120 letters, digits or ._:@+-"),
                        new Line.Faulty(3, "customer", "is missing"),
                        new Line.Faulty(4, "email", "is no mail address"),
                        new Line.Faulty(5, "tier", "is one of none, trial, starter, pro, enterprise"),
                        new Line.Faulty(
                                6, "since", "is a day such as 2026-05-04 or a time such as 2026-05-04T12:00:00Z"),
                        new Line.Faulty(7, "since", "is in the future"),
                        new Line.Faulty(8, "", "has 3 columns of 6"),
                        new Line.Faulty(9, "plan", "is longer than 200 characters"),
                        new Line.Faulty(10, "email", "has characters that cannot be printed"),
                        new Line.Faulty(12, "customer", "is 1 to 120 letters, digits or ._:@+-"));
    }

    @Test
    void a_line_of_json_says_what_its_fields_say() {
        assertThat(json("""
                {"customer":"acme","name":"Acme","tier":"pro","plan":"pro-monthly","since":"2026-01-05T00:00:00Z","keys":[]}

                {"customer":"beta","name":7}
                {"customer":"beta","secret":"x"}
                ["beta"]
                {"customer":
                {"customer":"gamma"}"""))
                .containsExactly(
                        new Line.Said(1, new CustomerId("acme"), introduce("Acme", null, Tier.PRO, "pro-monthly")),
                        new Line.Faulty(3, "name", "is no text"),
                        new Line.Faulty(4, "", "has a field that is not known"),
                        new Line.Faulty(5, "", "is no JSON object"),
                        new Line.Faulty(6, "", "is no JSON object"),
                        new Line.Said(7, new CustomerId("gamma"), introduce(null, null, null, null)));
    }

    @Test
    void what_cannot_be_told_apart_into_records_ends_the_reading_with_its_line() {
        unreadable(() -> csv("customer,surprise\n"), 1, "column 2 has a title that is not known");
        unreadable(() -> csv("name\nAcme\n"), 1, "there is no column customer");
        unreadable(() -> csv("name,NAME,customer\n"), 1, "two columns have the same title");
        unreadable(
                () -> csv("customer,name\nacme,Acme\nbeta,\"" + "x\n".repeat(60_000)),
                3,
                "a record is longer than 65536 characters");
        unreadable(
                () -> json("{\"customer\":\"acme\"}\n{\"customer\":\"" + "x".repeat(200_000)),
                2,
                "a record is longer than 65536 characters");
        unreadable(
                () -> lines(Format.NDJSON, new ByteArrayInputStream(new byte[] {'{', (byte) 0xff, '}'})),
                1,
                "from here on the file is not UTF-8");
    }

    @Test
    void many_records_are_read_one_by_one() {
        assertThat(csv("customer\n" + "acme\n".repeat(50_000)))
                .hasSize(50_000)
                .last()
                .extracting(Line::number)
                .isEqualTo(50_001L);
    }

    private static void unreadable(Runnable reading, long line, String reason) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        Unreadable.class, fault -> assertThat(fault.line()).isEqualTo(line))
                .hasMessage(reason);
    }

    private static Command.Introduce introduce(String name, String email, Tier tier, String plan) {
        return new Command.Introduce(
                name,
                email,
                null,
                null,
                null,
                tier,
                plan,
                tier == null ? null : Instant.parse("2026-01-05T00:00:00Z"),
                null,
                NOW);
    }

    private static List<Line> csv(String text) {
        return lines(Format.CSV, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Line> json(String text) {
        return lines(Format.NDJSON, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Line> lines(Format format, InputStream content) {
        List<Line> lines = new ArrayList<>();
        new TextFiles().read(format, content, NOW).forEachRemaining(lines::add);
        return lines;
    }
}
