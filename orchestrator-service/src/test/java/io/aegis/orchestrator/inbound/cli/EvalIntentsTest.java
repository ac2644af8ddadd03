package io.aegis.orchestrator.inbound.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EvalIntentsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        write("train.csv", """
                text,intent
                where is my parcel,parcel
                "the parcel, is it on its way?",parcel
                has my package been sent,parcel
                track my delivery,parcel
                my package is late,parcel
                when does the delivery come,parcel
                I forgot my password,password
                reset the password please,password
                my password does not work,password
                how do I change my password,password
                I need a new password,password
                the login refuses my password,password
                """);
        write("test.csv", """
                text,intent
                is the parcel coming today,parcel
                set a new password for me,password
                where has my delivery gone,password
                """);
        write("foreign.csv", """
                text,intent
                who won the football match,oos
                sing a song,oos
                what is the weather like,oos
                bake a cake,oos
                how old is the universe,oos
                """);
        write("foreign-test.csv", "text\nhow tall is the tower\nplay some music\n");
    }

    @Test
    void the_figures_are_written() throws IOException {
        int status = run(
                file("train.csv"),
                file("test.csv"),
                file("foreign.csv"),
                file("foreign-test.csv"),
                "--json",
                file("out.json"));

        assertThat(errors.toString()).isEmpty();
        assertThat(status).isZero();
        JsonNode figures = Json.mapper().readTree(folder.resolve("out.json").toFile());
        assertThat(figures.get("accuracy").asDouble()).isEqualTo(2.0 / 3);
        assertThat(figures.get("in_scope_accuracy").asDouble()).isEqualTo(2.0 / 3);
        assertThat(figures.get("oos_recall").asDouble()).isEqualTo(1);
        assertThat(figures.get("p99_ms").asDouble()).isPositive();
        assertThat(figures.get("train_texts").asInt()).isEqualTo(12);
        assertThat(figures.get("oos_test_texts").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'text,label\na,b'              | :2: there is no column named intent
            'text,intent\na,b\n,c'         | :3: the column text is empty
            'text,intent\na,b\na,b,c'      | :3: more values than columns: is a text with a comma not in quotes?
            'text,intent\na,b\n"c,d'       | after line 2 something is no CSV
            'text,intent'                  | :1: there is no row after the first
            'text,intent\na,b\nc,b'        | there is one intent only, so there is nothing to tell apart
            """)
    void what_is_wrong_with_a_file_is_told_in_one_line_with_its_place(String content, String told) throws IOException {
        write("bad.csv", content);

        int status = run(file("bad.csv"), file("test.csv"));

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString().lines()).singleElement().asString().contains("bad.csv", told);
    }

    @Test
    void an_intent_that_was_never_taught_cannot_be_measured() throws IOException {
        write("other.csv", "text,intent\nhello,greeting\n");

        assertThat(run(file("train.csv"), file("other.csv"))).isEqualTo(1);
        assertThat(errors.toString()).contains("other.csv", "the intent greeting is not in", "train.csv");
    }

    private int run(String... arguments) {
        CommandLine command = EvalIntents.command();
        command.setOut(new PrintWriter(new StringWriter()));
        command.setErr(new PrintWriter(errors, true));
        return command.execute(
                Stream.concat(Stream.of("intents"), Stream.of(arguments)).toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content.translateEscapes());
    }
}
