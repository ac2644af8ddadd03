package io.aegis.orchestrator.inbound.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.aegis.contracts.Json;
import io.aegis.embeddings.MiniLmEmbedder;
import io.aegis.orchestrator.application.TextClassifier;
import io.aegis.orchestrator.application.TextClassifier.Guess;
import io.aegis.orchestrator.application.TextClassifier.Labelled;
import io.aegis.orchestrator.inbound.cli.LabelledCsv.Malformed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures, on labelled texts of any origin, how well messages are understood: the classifier is the one that the service
 * uses. Needs nothing that runs.
 */
@Command(
        name = "intents",
        mixinStandardHelpOptions = true,
        description =
                "Learns intents from TRAIN and measures on TEST how many are recognised. CSV with the columns text,intent.")
public final class EvalIntents implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TRAIN.csv")
    @SuppressWarnings("NullAway.Init")
    private Path train;

    @Parameters(index = "1", paramLabel = "TEST.csv")
    @SuppressWarnings("NullAway.Init")
    private Path test;

    @Parameters(index = "2", arity = "0..1", paramLabel = "OOS_TRAIN.csv", description = "texts without an intent")
    private @Nullable Path foreignTrain;

    @Parameters(index = "3", arity = "0..1", paramLabel = "OOS_TEST.csv")
    private @Nullable Path foreignTest;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures there too")
    private @Nullable Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** What measures how well something is done; the others are in the services that do it. */
    @Command(name = "aegis eval", mixinStandardHelpOptions = true, subcommands = EvalIntents.class)
    private static final class Eval {}

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Eval()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof Malformed) {
                command.getErr().println("aegis: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
    }

    /**
     * Shares are 0 to 1.
     *
     * @param accuracy of TEST, how many got their intent, were none turned away
     * @param inScopeAccuracy of TEST, how many got their intent and were not turned away
     * @param oosRecall of OOS_TEST, how many were turned away
     * @param p99Ms what 99 of 100 classifications stay below, embedding included, on one thread
     */
    record Figures(
            @JsonProperty("accuracy") double accuracy,
            @JsonProperty("in_scope_accuracy") double inScopeAccuracy,
            @JsonProperty("oos_recall") @Nullable Double oosRecall,
            @JsonProperty("p99_ms") double p99Ms,
            @JsonProperty("p50_ms") double p50Ms,
            @JsonProperty("train_seconds") double trainSeconds,
            @JsonProperty("intents") int intents,
            @JsonProperty("train_texts") int trainTexts,
            @JsonProperty("test_texts") int testTexts,
            @JsonProperty("oos_train_texts") int oosTrainTexts,
            @JsonProperty("oos_test_texts") int oosTestTexts) {}

    @Override
    public Integer call() throws IOException, Malformed {
        if ((foreignTrain == null) != (foreignTest == null)) {
            throw new ParameterException(spec.commandLine(), "OOS_TRAIN.csv and OOS_TEST.csv come together");
        }
        List<Labelled> known = new LabelledCsv(train).labelled();
        List<Labelled> asked = new LabelledCsv(test).labelled();
        Set<String> intents = known.stream().map(Labelled::label).collect(Collectors.toSet());
        if (intents.size() < 2) {
            throw new Malformed(train + ": there is one intent only, so there is nothing to tell apart");
        }
        for (Labelled text : asked) {
            if (!intents.contains(text.label())) {
                throw new Malformed("%s: the intent %s is not in %s".formatted(test, text.label(), train));
            }
        }
        Figures figures = measure(
                known,
                asked,
                intents.size(),
                foreignTrain == null ? List.of() : new LabelledCsv(foreignTrain).texts(),
                foreignTest == null ? List.of() : new LabelledCsv(foreignTest).texts());
        print(figures);
        if (json != null) {
            Files.writeString(json, Json.text(figures));
        }
        return 0;
    }

    private static Figures measure(
            List<Labelled> known,
            List<Labelled> asked,
            int intents,
            List<String> foreignKnown,
            List<String> foreignAsked) {
        long began = System.nanoTime();
        TextClassifier classifier = TextClassifier.learn(new MiniLmEmbedder(), known, foreignKnown);
        double trainSeconds = (System.nanoTime() - began) / 1e9;
        List<Long> nanos = new ArrayList<>();
        Function<String, Guess> timed = text -> {
            long start = System.nanoTime();
            Guess guess = classifier.classify(text);
            nanos.add(System.nanoTime() - start);
            return guess;
        };
        int right = 0;
        int kept = 0;
        for (Labelled text : asked) {
            Guess guess = timed.apply(text.text());
            boolean hit = guess.label().equals(text.label());
            right += hit ? 1 : 0;
            kept += hit && guess.familiar() ? 1 : 0;
        }
        long turnedAway = foreignAsked.stream()
                .map(timed)
                .filter(guess -> !guess.familiar())
                .count();
        Collections.sort(nanos);
        return new Figures(
                (double) right / asked.size(),
                (double) kept / asked.size(),
                foreignAsked.isEmpty() ? null : (double) turnedAway / foreignAsked.size(),
                millis(nanos, 0.99),
                millis(nanos, 0.5),
                trainSeconds,
                intents,
                known.size(),
                asked.size(),
                foreignKnown.size(),
                foreignAsked.size());
    }

    private static double millis(List<Long> ascending, double share) {
        return ascending.get((int) Math.ceil(share * ascending.size()) - 1) / 1e6;
    }

    private void print(Figures figures) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "learnt %d intents from %d texts in %.1f s%n",
                figures.intents,
                figures.trainTexts,
                figures.trainSeconds);
        out.printf(
                Locale.ROOT, "accuracy            %5.1f %%   of %d texts%n", 100 * figures.accuracy, figures.testTexts);
        out.printf(
                Locale.ROOT,
                "in-scope accuracy   %5.1f %%   when in doubt, turned away%n",
                100 * figures.inScopeAccuracy);
        if (figures.oosRecall != null) {
            out.printf(
                    Locale.ROOT,
                    "out-of-scope recall %5.1f %%   of %d texts%n",
                    100 * figures.oosRecall,
                    figures.oosTestTexts);
        }
        out.printf(Locale.ROOT, "one text takes      %5.1f ms  (p50), %.1f ms (p99)%n", figures.p50Ms, figures.p99Ms);
        out.flush();
    }
}
