package io.aegis.state.inbound.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EvalChurnTest {
    /** IBM's sample of a telephone company's customers. */
    private static final Path TELCO = Path.of("../../shared/data/churn/telco_train.csv");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void the_figures_are_written() throws IOException {
        write("train.csv", customers(400, 1));
        write("test.csv", customers(300, 2));

        int status = run(file("train.csv"), file("test.csv"), "--json", file("out.json"));

        assertThat(errors.toString()).isEmpty();
        assertThat(status).isZero();
        JsonNode figures = Json.mapper().readTree(folder.resolve("out.json").toFile());
        assertThat(figures.get("auc").asDouble()).isBetween(0.8, 1.0);
        assertThat(figures.get("brier").asDouble())
                .isPositive()
                .isLessThan(figures.get("base_rate_brier").asDouble());
        assertThat(figures.get("top_decile_lift").asDouble()).isGreaterThan(1.5);
        assertThat(figures.get("cv_auc").asDouble())
                .isCloseTo(figures.get("auc").asDouble(), within(0.1));
        assertThat(figures.get("beats_base_rate").asBoolean()).isTrue();
        assertThat(figures.get("train_customers").asInt()).isEqualTo(400);
        assertThat(figures.get("test_customers").asInt()).isEqualTo(300);
    }

    @Test
    void a_telephone_companys_customers_are_told_apart_as_well_as_was_aimed_at() throws IOException {
        assumeTrue(Files.exists(TELCO), "the telephone company's customers are not on this machine");

        run(TELCO.toString(), TELCO.toString(), "--json", file("out.json"));

        JsonNode figures = Json.mapper().readTree(folder.resolve("out.json").toFile());
        assertThat(figures.get("cv_auc").asDouble()).isGreaterThanOrEqualTo(0.845);
        assertThat(figures.get("cv_brier").asDouble()).isLessThanOrEqualTo(0.136);
        assertThat(figures.get("cv_top_decile_lift").asDouble()).isGreaterThan(2.7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'age,left\n3,Yes'                     | :1: there is no column named Churn
            'age,Churn\n3,Yes\n4,perhaps'         | :3: Churn is Yes or No
            'age,Churn\n3,Yes\n4,No,5'            | :3: there are more or fewer values than columns
            'age,Churn\n3,Yes\n"4,No'             | after line 2 something is no CSV
            'age,Churn'                           | :1: there is no row after the first
            'age,Churn\n3,Yes\n4,No'              | 1 churned and 1 did not; 30 of each are needed
            """)
    void what_is_wrong_with_a_file_is_told_in_one_line_with_its_place(String content, String told) throws IOException {
        write("bad.csv", content.translateEscapes());
        write("test.csv", "age,Churn\n3,Yes\n4,No\n");

        int status = run(file("bad.csv"), file("test.csv"));

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString().lines()).singleElement().asString().contains("bad.csv", told);
    }

    @Test
    void a_test_without_any_who_churned_measures_nothing() throws IOException {
        write("train.csv", customers(200, 1));
        write("test.csv", "age,plan,Churn\n3,gold,No\n");

        assertThat(run(file("train.csv"), file("test.csv"))).isEqualTo(1);
        assertThat(errors.toString()).contains("test.csv: all or none churned");
    }

    /** Who is younger than ten is lost in nine of ten cases, who is older in one; some ages are not known. */
    private static String customers(int count, long seed) {
        Random random = new Random(seed);
        StringBuilder csv = new StringBuilder("id,age,plan,Churn\n");
        for (int i = 0; i < count; i++) {
            int age = random.nextInt(20);
            boolean churned = random.nextInt(10) == 0 ^ age < 10;
            csv.append("c-%d,%s,%s,%s\n"
                    .formatted(
                            i,
                            random.nextInt(20) == 0 ? " " : Integer.toString(age),
                            random.nextBoolean() ? "gold" : "silver",
                            churned ? "Yes" : "No"));
        }
        return csv.toString();
    }

    private int run(String... arguments) {
        CommandLine command = EvalChurn.command();
        command.setOut(new PrintWriter(new StringWriter()));
        command.setErr(new PrintWriter(errors, true));
        return command.execute(
                Stream.concat(Stream.of("churn"), Stream.of(arguments)).toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
