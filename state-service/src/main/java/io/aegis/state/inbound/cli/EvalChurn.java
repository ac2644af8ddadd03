package io.aegis.state.inbound.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.aegis.contracts.Json;
import io.aegis.state.application.ChurnLearner;
import io.aegis.state.application.ChurnLearner.Outcome.Learnt;
import io.aegis.state.application.ChurnLearner.Outcome.TooLittle;
import io.aegis.state.domain.churn.Accuracy;
import io.aegis.state.domain.churn.Accuracy.Told;
import io.aegis.state.domain.churn.Sample;
import io.aegis.state.domain.churn.Validation;
import io.aegis.state.inbound.cli.ChurnCsv.Malformed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures, on customers of any origin, how well it is told who is lost: training is that of the service. Needs nothing that
 * runs.
 */
@Command(
        name = "churn",
        mixinStandardHelpOptions = true,
        description = "Learns from TRAIN who is lost, by cross-validation, and measures on TEST how well that is told."
                + " CSV with a column Churn (Yes or No); all other columns are learnt from.")
public final class EvalChurn implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TRAIN.csv")
    @SuppressWarnings("NullAway.Init")
    private Path train;

    @Parameters(index = "1", paramLabel = "TEST.csv")
    @SuppressWarnings("NullAway.Init")
    private Path test;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures there too")
    private @Nullable Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** What measures how well something is done; the others are in the services that do it. */
    @Command(name = "aegis eval", mixinStandardHelpOptions = true, subcommands = EvalChurn.class)
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
     * Figures of TEST, and those of TRAIN by cross-validation.
     *
     * @param baseRateBrier what TEST's Brier score is for who tells everybody the base rate of TRAIN
     * @param calibration the mean probability told less the share that was lost
     */
    record Figures(
            @JsonProperty("auc") double auc,
            @JsonProperty("brier") double brier,
            @JsonProperty("top_decile_lift") double topDecileLift,
            @JsonProperty("base_rate") double baseRate,
            @JsonProperty("base_rate_brier") double baseRateBrier,
            @JsonProperty("calibration") double calibration,
            @JsonProperty("cv_auc") double cvAuc,
            @JsonProperty("cv_brier") double cvBrier,
            @JsonProperty("cv_top_decile_lift") double cvTopDecileLift,
            @JsonProperty("beats_base_rate") boolean beatsBaseRate,
            @JsonProperty("train_seconds") double trainSeconds,
            @JsonProperty("train_customers") int trainCustomers,
            @JsonProperty("test_customers") int testCustomers) {}

    @Override
    public Integer call() throws IOException, Malformed {
        ChurnCsv training = ChurnCsv.read(train);
        ChurnCsv testing = ChurnCsv.read(test);
        Set<String> numeric = training.numeric();
        List<Sample> asked = testing.samples(numeric);
        long churned = asked.stream().filter(Sample::churned).count();
        if (churned == 0 || churned == asked.size()) {
            throw new Malformed(test + ": all or none churned, so there is nothing to tell apart");
        }
        long began = System.nanoTime();
        switch (ChurnLearner.learn(training.samples(numeric))) {
            case TooLittle few ->
                throw new Malformed("%s: %d churned and %d did not; %d of each are needed"
                        .formatted(train, few.churned(), few.stayed(), ChurnLearner.LEAST));
            case Learnt learnt -> {
                Figures figures = figures(learnt, asked, (System.nanoTime() - began) / 1e9);
                print(figures);
                if (json != null) {
                    Files.writeString(json, Json.text(figures));
                }
            }
        }
        return 0;
    }

    private static Figures figures(Learnt learnt, List<Sample> asked, double trainSeconds) {
        Validation validation = learnt.validation();
        List<Told> told = asked.stream()
                .map(sample -> new Told(learnt.model().probability(sample.traits()), sample.churned()))
                .toList();
        List<Told> baseRate = asked.stream()
                .map(sample -> new Told(validation.baseRate(), sample.churned()))
                .toList();
        Accuracy accuracy = Accuracy.of(told);
        return new Figures(
                accuracy.auc(),
                accuracy.brier(),
                accuracy.topDecileLift(),
                (double) asked.stream().filter(Sample::churned).count() / asked.size(),
                Accuracy.of(baseRate).brier(),
                told.stream()
                        .mapToDouble(one -> one.probability() - (one.churned() ? 1 : 0))
                        .average()
                        .orElseThrow(),
                validation.accuracy().auc(),
                validation.accuracy().brier(),
                validation.accuracy().topDecileLift(),
                validation.beatsBaseRate(),
                trainSeconds,
                validation.samples(),
                asked.size());
    }

    private void print(Figures figures) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "learnt from %d customers in %.1f s; %d tested, of whom %.1f %% were lost%n",
                figures.trainCustomers,
                figures.trainSeconds,
                figures.testCustomers,
                100 * figures.baseRate);
        out.printf(Locale.ROOT, "%-16s %8s  %s%n", "", "test", "train, cross-validated");
        out.printf(Locale.ROOT, "%-16s %8.4f  %.4f%n", "AUC", figures.auc, figures.cvAuc);
        out.printf(
                Locale.ROOT,
                "%-16s %8.4f  %.4f   (base rate: %.4f)%n",
                "Brier score",
                figures.brier,
                figures.cvBrier,
                figures.baseRateBrier);
        out.printf(
                Locale.ROOT, "%-16s %8.2f  %.2f%n", "top decile lift", figures.topDecileLift, figures.cvTopDecileLift);
        out.println(
                figures.beatsBaseRate
                        ? "it beats the base rate, so a deployment would use it"
                        : "it does not beat the base rate, so a deployment would not use it");
        out.flush();
    }
}
