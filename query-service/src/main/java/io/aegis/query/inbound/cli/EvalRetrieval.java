package io.aegis.query.inbound.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.aegis.contracts.Json;
import io.aegis.embeddings.MiniLmEmbedder;
import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import io.aegis.query.domain.Section;
import io.aegis.query.search.PassageIndex;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the search of the documentation on a judged collection, with the same index that answers customers. Exit status
 * 0 when the run was sound, 1 with one line when a file was not, 2 when it was called wrongly.
 */
@Command(name = "aegis eval", mixinStandardHelpOptions = true)
public final class EvalRetrieval {
    private static final int DEPTH = 10;

    private final PrintWriter out;

    EvalRetrieval(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(commandLine(out).execute(arguments));
    }

    static CommandLine commandLine(PrintWriter out) {
        return new CommandLine(new EvalRetrieval(out)).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof Beir.Malformed) {
                command.getErr().println("aegis: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
    }

    /**
     * Means over the judged questions, of the first ten documents. Times in milliseconds.
     *
     * @param indexMs to read, embed and index the documents, on one core
     */
    private record Figures(
            int documents,
            int queries,
            @JsonProperty("recall_at_10") double recall,
            @JsonProperty("ndcg_at_10") double ndcg,
            @JsonProperty("mrr_at_10") double mrr,
            @JsonProperty("bm25_recall_at_10") double bm25Recall,
            @JsonProperty("bm25_ndcg_at_10") double bm25Ndcg,
            @JsonProperty("bm25_mrr_at_10") double bm25Mrr,
            @JsonProperty("index_ms") long indexMs,
            @JsonProperty("query_p50_ms") double queryP50Ms,
            @JsonProperty("query_p99_ms") double queryP99Ms) {}

    @Command(
            name = "retrieval",
            mixinStandardHelpOptions = true,
            description = "Measures the documentation search on a judged collection, beside plain BM25.")
    int retrieval(
            @Parameters(paramLabel = "CORPUS.jsonl", description = "documents: _id, title, text") Path corpus,
            @Parameters(paramLabel = "QUERIES.jsonl", description = "questions: _id, text") Path queries,
            @Parameters(paramLabel = "QRELS.tsv", description = "judgements: query-id, corpus-id, score")
                    Path judgements,
            @Option(names = "--json", paramLabel = "FILE", description = "writes the figures here too, as JSON")
                    @Nullable
                    Path json)
            throws IOException {
        Beir collection = Beir.read(corpus, queries, judgements);
        Map<String, Beir.Text> documents = collection.documents();
        long began = System.nanoTime();
        PassageIndex index = PassageIndex.of(sections(documents), new MiniLmEmbedder());
        long indexMs = (System.nanoTime() - began) / 1_000_000;
        List<Double> times = new ArrayList<>();
        List<Ranking> ours = rankings(collection, question -> {
            long asked = System.nanoTime();
            List<String> ranked = index.rank(question, DEPTH).stream()
                    .map(hit -> hit.passage().id().value())
                    .toList();
            times.add((System.nanoTime() - asked) / 1e6);
            return ranked;
        });
        PlainBm25 plain = new PlainBm25(documents);
        List<Ranking> floor = rankings(collection, question -> plain.rank(question, DEPTH));
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        Figures figures = new Figures(
                documents.size(),
                ours.size(),
                mean(ours, ranking -> ranking.recall(DEPTH)),
                mean(ours, ranking -> ranking.ndcg(DEPTH)),
                mean(ours, ranking -> ranking.reciprocalRank(DEPTH)),
                mean(floor, ranking -> ranking.recall(DEPTH)),
                mean(floor, ranking -> ranking.ndcg(DEPTH)),
                mean(floor, ranking -> ranking.reciprocalRank(DEPTH)),
                indexMs,
                percentile(sorted, 50),
                percentile(sorted, 99));
        print(figures);
        if (json != null) {
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(figures));
        }
        return 0;
    }

    private static List<Section> sections(Map<String, Beir.Text> documents) {
        return documents.entrySet().stream()
                .map(document -> new Section(
                        new Passage(
                                new PassageId(document.getKey()),
                                document.getValue().title(),
                                "",
                                document.getValue().text(),
                                null),
                        ""))
                .toList();
    }

    /** Of the questions that have a relevant document; the others would only divide by nothing. */
    private static List<Ranking> rankings(Beir collection, Function<String, List<String>> search) {
        return collection.queries().entrySet().stream()
                .filter(query -> collection.judgements().getOrDefault(query.getKey(), Map.of()).values().stream()
                        .anyMatch(grade -> grade > 0))
                .map(query -> new Ranking(
                        search.apply(query.getValue().text()),
                        collection.judgements().getOrDefault(query.getKey(), Map.of())))
                .toList();
    }

    private void print(Figures figures) {
        out.printf("%d questions over %d documents%n", figures.queries, figures.documents);
        out.printf("%-12s %9s %9s%n", "", "Aegis", "BM25");
        out.printf("%-12s %9.3f %9.3f%n", "recall@10", figures.recall, figures.bm25Recall);
        out.printf("%-12s %9.3f %9.3f%n", "nDCG@10", figures.ndcg, figures.bm25Ndcg);
        out.printf("%-12s %9.3f %9.3f%n", "MRR@10", figures.mrr, figures.bm25Mrr);
        out.printf(
                "indexed in %.1f s, then %.0f ms a question (p99 %.0f)%n",
                figures.indexMs / 1000.0, figures.queryP50Ms, figures.queryP99Ms);
        out.flush();
    }

    private static double mean(List<Ranking> rankings, ToDoubleFunction<Ranking> measure) {
        return rankings.stream().mapToDouble(measure).average().orElse(0);
    }

    private static double percentile(double[] sorted, int percent) {
        return Arrays.stream(sorted)
                .skip(Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1))
                .findFirst()
                .orElse(0);
    }
}
