package io.aegis.query.inbound.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EvalRetrievalTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void a_small_collection() throws IOException {
        write("corpus.jsonl", """
                {"_id": "refunds", "title": "Refunds", "text": "You get your money back within five days."}
                {"_id": "keys", "title": "API keys", "text": "Ask for a new one and revoke the old one."}
                {"_id": "taxes", "title": "Taxes", "text": "Each country has its own rate."}
                """);
        write("queries.jsonl", """
                {"_id": "q1", "text": "How is a purchase reimbursed?"}
                {"_id": "q2", "text": "Where do I get API keys?"}
                {"_id": "q3", "text": "Nobody judged this."}
                """);
        write("qrels.tsv", """
                query-id\tcorpus-id\tscore
                q1\trefunds\t1
                q1\ttaxes\t0
                q2\tkeys\t2
                """);
    }

    @Test
    void the_figures_are_printed_and_written() throws IOException {
        int status = run("--json", folder.resolve("out.json").toString());

        assertThat(err.toString()).isEmpty();
        assertThat(status).isZero();
        assertThat(out.toString()).startsWith("2 questions over 3 documents");
        JsonNode figures = Json.mapper().readTree(folder.resolve("out.json").toFile());
        assertThat(figures.get("recall_at_10").doubleValue()).isEqualTo(1.0);
        assertThat(figures.get("ndcg_at_10").doubleValue()).isEqualTo(1.0);
        // No word of the first question is in the corpus, so words alone find the second one's document only.
        assertThat(figures.get("bm25_recall_at_10").doubleValue()).isEqualTo(0.5);
        assertThat(figures.get("bm25_ndcg_at_10").doubleValue()).isEqualTo(0.5);
        assertThat(figures.get("queries").intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            corpus.jsonl  | {"_id": "a", "text": "b"}\\n{"_id":        | corpus.jsonl, line 2: is no JSON object
            corpus.jsonl  | {"_id": "a", "title": "b"}                 | corpus.jsonl, line 1: needs an _id and a text
            corpus.jsonl  | {"_id": "a", "text": "b"}\\n{"_id": "a", "text": "c"} | corpus.jsonl, line 2: the _id a is there twice
            queries.jsonl | ''                                         | queries.jsonl: is empty
            qrels.tsv     | q1 refunds 1                               | qrels.tsv, line 1: needs a query id, a document id and a whole number, apart by tabs
            qrels.tsv     | q1\\trefunds\\tmuch                        | qrels.tsv, line 1: needs a query id, a document id and a whole number, apart by tabs
            qrels.tsv     | q1\\tnothing\\t1                           | qrels.tsv, line 1: judges the document nothing, which is not in the corpus
            qrels.tsv     | q9\\trefunds\\t1                           | qrels.tsv: judges no question of
            """)
    void what_is_malformed_is_told_in_one_line(String file, String content, String complaint) throws IOException {
        write(file, content.replace("\\n", "\n").replace("\\t", "\t"));

        int status = run();

        assertThat(status).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains(complaint);
    }

    @Test
    void a_file_that_is_missing_is_told_in_one_line() throws IOException {
        Files.delete(folder.resolve("qrels.tsv"));

        assertThat(run()).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().endsWith("qrels.tsv: is not there");
    }

    private int run(String... more) {
        CommandLine command = EvalRetrieval.commandLine(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] arguments = {
            "retrieval",
            folder.resolve("corpus.jsonl").toString(),
            folder.resolve("queries.jsonl").toString(),
            folder.resolve("qrels.tsv").toString()
        };
        return command.execute(java.util.stream.Stream.of(arguments, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
