package io.aegis.approval.inbound.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.domain.Hindsight;
import io.aegis.approval.domain.Hindsight.Difference;
import io.aegis.contracts.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Plays what was recorded against another policy or another model, and shows where it would have gone otherwise. The services
 * are asked; nothing is executed, proposed or stored. Exit status 0, also where much differs; 1 when something could not be
 * read.
 */
@Command(name = "aegis", mixinStandardHelpOptions = true)
public final class ReplayCommand {
    private final PrintWriter out;

    ReplayCommand(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        String[] all = Stream.concat(Stream.of("replay"), Stream.of(arguments)).toArray(String[]::new);
        System.exit(commandLine(out).execute(all));
    }

    static CommandLine commandLine(PrintWriter out) {
        return Failures.told(new CommandLine(new ReplayCommand(out)).setCaseInsensitiveEnumValuesAllowed(true));
    }

    /** What an agent tells of one recorded turn. */
    record Turn(
            String run,
            String customer,
            String intent,
            String model,
            String version,
            String otherVersion,
            String verdict,
            List<Turn.Wanted> recorded,
            List<Turn.Wanted> replayed,
            @Nullable String stopped) {
        record Wanted(String type, ObjectNode arguments) {
            @Override
            public String toString() {
                return type + arguments;
            }
        }
    }

    /**
     * @param policy absent when no other policy was given
     * @param turns absent when no other model was asked
     */
    record Replays(
            Instant from,
            Instant to,
            @Nullable Hindsight policy,
            @Nullable List<Turn> turns) {}

    enum Model {
        OFFLINE
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "What another policy would have said of recorded actions, and what another model would have"
                    + " proposed in recorded turns. Nothing is executed.")
    int replay(
            @Option(names = "--from", required = true, description = "a time such as 2026-03-01T00:00:00Z")
                    Instant from,
            @Option(names = "--to", required = true) Instant to,
            @Option(
                            names = "--policy",
                            paramLabel = "FILE",
                            description = "rules in YAML, as docs/approvals.md has them")
                    @Nullable
                    Path policy,
            @Option(names = "--model", description = "offline: the embedded one") @Nullable Model model,
            @Option(
                            names = "--agents",
                            paramLabel = "URL",
                            split = ",",
                            defaultValue =
                                    "${env:AEGIS_AGENT_URLS:-http://localhost:8081,http://localhost:8082,http://localhost:8083}",
                            description = "where the agents' runs are; ${DEFAULT-VALUE}")
                    List<String> agents,
            @Option(names = "--json", paramLabel = "FILE", description = "writes the result here too, as JSON")
                    @Nullable
                    Path json,
            @Mixin Access access)
            throws IOException {
        if (policy == null && model == null) {
            throw new Failure("name another --policy, another --model, or both");
        }
        Replays replays = new Replays(
                from,
                to,
                policy == null ? null : hindsight(policy, from, to, access),
                model == null ? null : turns(agents, from, to, access));
        print(replays);
        if (json != null) {
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(replays));
        }
        return 0;
    }

    private static Hindsight hindsight(Path policy, Instant from, Instant to, Access access) throws IOException {
        if (!Files.isReadable(policy)) {
            throw new Failure(policy + " cannot be read");
        }
        ObjectNode question = Json.object()
                .put("policy", Files.readString(policy))
                .put("from", from.toString())
                .put("to", to.toString());
        try (InputStream answer = access.post(access.gate() + "/api/policies/whatif", question)) {
            return Json.read(answer.readAllBytes(), Hindsight.class);
        }
    }

    private static List<Turn> turns(List<String> agents, Instant from, Instant to, Access access) throws IOException {
        List<Turn> turns = new ArrayList<>();
        for (String agent : agents) {
            try (InputStream answer = access.get("%s/api/runs/replay?from=%s&to=%s"
                    .formatted(
                            agent,
                            URLEncoder.encode(from.toString(), StandardCharsets.UTF_8),
                            URLEncoder.encode(to.toString(), StandardCharsets.UTF_8)))) {
                turns.addAll(List.of(Json.read(answer.readAllBytes(), Turn[].class)));
            }
        }
        return turns;
    }

    private void print(Replays replays) {
        Hindsight policy = replays.policy();
        if (policy != null) {
            out.println("policy %s over %d actions: %d the same, %d whose arguments are forgotten"
                    .formatted(policy.version(), policy.actions(), policy.same(), policy.forgotten()));
            print("would not be held", policy.holdsThatVanish());
            policy.atRisk().forEach((what, sum) -> out.println("  given by themselves: %s %d".formatted(what, sum)));
            print("rejected or expired, and would be released", policy.rejectionsThatSlip());
            print("would be held", policy.newHolds());
            print("would be denied", policy.newDenials());
        }
        List<Turn> turns = replays.turns();
        if (turns != null) {
            out.println("model offline over %d turns: %d the same, %d differ, %d cannot be told"
                    .formatted(turns.size(), count(turns, "same"), count(turns, "differs"), count(turns, "unknown")));
            turns.stream()
                    .filter(turn -> !turn.verdict().equals("same"))
                    .forEach(turn -> out.println("  %-8s %s %s %s%n    then %s%n    now  %s%s"
                            .formatted(
                                    turn.verdict(),
                                    turn.run(),
                                    turn.customer(),
                                    turn.intent(),
                                    listed(turn.recorded()),
                                    listed(turn.replayed()),
                                    turn.stopped() == null ? "" : "\n    up to where " + turn.stopped())));
        }
    }

    private void print(String title, List<Difference> differences) {
        if (!differences.isEmpty()) {
            out.println("%s: %d".formatted(title, differences.size()));
        }
        for (Difference one : differences) {
            out.println("  %-20s %-20s %-18s %s (%s) -> %s by %s"
                    .formatted(
                            one.action(),
                            one.customer(),
                            one.type(),
                            one.was(),
                            one.state().wireName(),
                            one.now(),
                            one.rule()));
        }
    }

    private static long count(List<Turn> turns, String verdict) {
        return turns.stream().filter(turn -> turn.verdict().equals(verdict)).count();
    }

    private static String listed(List<Turn.Wanted> actions) {
        String all = actions.stream().map(Turn.Wanted::toString).collect(Collectors.joining(", "));
        return all.isEmpty() ? "nothing" : all;
    }
}
