package io.aegis.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.local.LocalSystem.Running;
import io.aegis.local.demo.Demo;
import io.aegis.local.demo.FrontDoor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The launcher behind {@code ./aegis up | status | logs | demo | train | down | reset}. State is in {@code .aegis} of the checkout, or
 * where AEGIS_STATE says. Exit code 1, after one line, for what a person can mend.
 */
@Command(name = "aegis", description = "Aegis on this machine")
public final class Aegis {
    private static final String READY = "ready in ";

    private final Checkout checkout = Checkout.find();
    private final Path state;
    private final PrintStream out;

    Aegis(PrintStream out) {
        this.out = out;
        String chosen = System.getenv().getOrDefault("AEGIS_STATE", "");
        this.state = chosen.isBlank()
                ? checkout.root().resolve(".aegis")
                : Path.of(chosen).toAbsolutePath();
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int exitCode;
        try {
            exitCode = new CommandLine(new Aegis(out))
                    .setExecutionExceptionHandler((failure, command, parsed) -> {
                        if (failure instanceof LocalFailure) {
                            System.err.println("aegis: " + failure.getMessage());
                            return 1;
                        }
                        throw failure;
                    })
                    .execute(arguments);
        } catch (LocalFailure e) {
            System.err.println("aegis: " + e.getMessage());
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    @Command(description = "Starts everything and stays until Ctrl-C; with -d returns when it is ready")
    int up(@Option(names = {"-d", "--detach"}) boolean detach) throws InterruptedException {
        return detach ? upDetached() : upHere();
    }

    @Command(description = "Shows each process with its health and memory")
    int status() {
        if (RunFile.launcher(state).isEmpty()) {
            out.println("Aegis is not up");
            return 1;
        }
        table(RunFile.running(state));
        return 0;
    }

    @Command(description = "Prints the log of a service, of kafka or of postgres")
    int logs(@Parameters(paramLabel = "SERVICE") String name, @Option(names = {"-f", "--follow"}) boolean follow) {
        if (!name.equals("kafka") && !name.equals("postgres") && !name.equals("aegis")) {
            Service.of(name);
        }
        Path log = state.resolve("logs").resolve(name + ".log");
        if (!Files.exists(log)) {
            throw new LocalFailure("%s has not run yet, so it has no log".formatted(name));
        }
        copy(log, 0, follow ? () -> true : () -> false);
        return 0;
    }

    @Command(description = "Plays the scenarios over the public API of what runs, with customers of its own")
    int demo() {
        if (RunFile.launcher(state).isEmpty()) {
            throw new LocalFailure("Aegis is not up: ./aegis up -d first");
        }
        new Demo(FrontDoor.of(addresses()), out).play();
        return 0;
    }

    @Command(description = "Makes a new password for a user who logs in here, and shows it once")
    int password(@Parameters(paramLabel = "NAME") String name) {
        if (RunFile.launcher(state).isEmpty()) {
            throw new LocalFailure("Aegis is not up: ./aegis up -d first");
        }
        FrontDoor.Answer answer =
                FrontDoor.of(addresses()).staff("launcher", "admin").resetPassword(name);
        if (answer.status() != 200) {
            throw new LocalFailure("no new password for %s: %s"
                    .formatted(name, answer.body().path("detail").asText()));
        }
        out.println("%s's password is now %s"
                .formatted(name, answer.body().get("password").asText()));
        return 0;
    }

    @Command(description = "Trains a model of churn on the history of the customers of what runs")
    int train(@Parameters(paramLabel = "churn") String what) {
        if (!what.equals("churn")) {
            throw new LocalFailure("what can be trained is: churn");
        }
        if (RunFile.launcher(state).isEmpty()) {
            throw new LocalFailure("Aegis is not up: ./aegis up -d first");
        }
        FrontDoor door = FrontDoor.of(addresses());
        FrontDoor.Answer answer = door.staff("operator", "admin").trainChurn();
        if (answer.status() != 201) {
            throw new LocalFailure(answer.body().path("detail").asText("the answer was " + answer.status()));
        }
        JsonNode validation = answer.body().get("validation");
        out.println(String.format(
                Locale.ROOT,
                "model %d, of %d samples of %d customers: AUC %.3f, Brier score %.4f, of the base rate %.4f: it is %s",
                answer.body().get("version").asInt(),
                validation.get("samples").asInt(),
                validation.get("customers").asInt(),
                validation.get("accuracy").get("auc").asDouble(),
                validation.get("accuracy").get("brier").asDouble(),
                validation.get("baseRateBrier").asDouble(),
                answer.body().get("beatsBaseRate").asBoolean() ? "used" : "not used"));
        return 0;
    }

    @Command(description = "Stops everything; data stay")
    int down() {
        OptionalLong launcher = RunFile.launcher(state);
        if (launcher.isEmpty()) {
            out.println("Aegis is not up");
            return 0;
        }
        out.println("stopping Aegis (pid %d)".formatted(launcher.getAsLong()));
        ProcessHandle.of(launcher.getAsLong()).ifPresent(ProcessHandle::destroy);
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (RunFile.launcher(state).isPresent()) {
            if (System.nanoTime() > end) {
                throw new LocalFailure("pid %d does not stop: kill it".formatted(launcher.getAsLong()));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        out.println("Aegis is down");
        return 0;
    }

    @Command(description = "Deletes all data, logs and secrets")
    int reset(@Option(names = "--yes", description = "without this nothing is deleted") boolean yes) {
        if (RunFile.launcher(state).isPresent()) {
            throw new LocalFailure("Aegis is up: ./aegis down first");
        }
        if (!yes) {
            throw new LocalFailure(
                    "this deletes all data, logs and secrets in %s; say ./aegis reset --yes".formatted(state));
        }
        for (String folder : List.of("data", "logs", "run", "secrets")) {
            Prepared.delete(state.resolve(folder));
        }
        out.println("everything in %s is deleted".formatted(state));
        return 0;
    }

    @Command(
            name = "rotate-release-key",
            description = "Signs releases with a new key from now on; also while Aegis is up")
    int rotateReleaseKey() {
        LocalSecrets.in(state.resolve("secrets")).rotateReleaseKey();
        out.println("releases are signed with a new key; what the one before has signed stays good");
        return 0;
    }

    /** The system as the environment says, for its addresses; it is not started by this. */
    private LocalSystem addresses() {
        return new LocalSystem(checkout, LocalSystem.Settings.from(state, System.getenv(), line -> {}));
    }

    private int upHere() throws InterruptedException {
        long begin = System.nanoTime();
        LocalSystem system = new LocalSystem(
                checkout,
                LocalSystem.Settings.from(
                        state, System.getenv(), line -> out.println("%6.1f s  %s".formatted(seconds(begin), line))));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            system.stop();
                            stopped.countDown();
                        },
                        "stop in order"));
        system.start();
        List<Running> running = system.running();
        double readyAfter = seconds(begin);
        out.println();
        table(running);
        out.println();
        logins(system);
        out.println();
        out.println("%s%.1f s; Ctrl-C or ./aegis down stops it".formatted(READY, readyAfter));
        stopped.await();
        return 0;
    }

    /** The same command in a session of its own, writing to a log that is shown here until it is ready. */
    private int upDetached() {
        Path log = state.resolve("logs/aegis.log");
        List<String> command = new ArrayList<>(List.of(
                Child.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Aegis.class.getName(),
                "up"));
        Process process;
        long already;
        try {
            Files.createDirectories(log.getParent());
            already = Files.exists(log) ? Files.size(log) : 0;
            process = Child.detached("aegis", command, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicBoolean ready = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ready.get()) {
                process.destroy();
            }
        }));
        copy(log, already, () -> {
            if (Child.lastWords(log, 1).startsWith(READY)) {
                ready.set(true);
            }
            return !ready.get() && process.isAlive();
        });
        return ready.get() ? 0 : 1;
    }

    private void table(List<Running> running) {
        out.println("%-13s %-28s %-10s %8s %8s".formatted("service", "url", "health", "pid", "memory"));
        for (Running one : running) {
            boolean ours = one.pid() != 0;
            out.println("%-13s %-28s %-10s %8s %8s"
                    .formatted(
                            one.name(),
                            one.address(),
                            one.health(),
                            ours ? one.pid() : "-",
                            ours ? (one.residentBytes() >> 20) + " MB" : "-"));
        }
        long total = running.stream().mapToLong(Running::residentBytes).sum();
        out.println("%-13s %-28s %-10s %8s %8s".formatted("", "", "", "total", (total >> 20) + " MB"));
    }

    private void logins(LocalSystem system) {
        out.println("Chat          %s/".formatted(system.url(Service.ORCHESTRATOR)));
        out.println("Approvals     %s/approvals".formatted(system.url(Service.ORCHESTRATOR)));
        if (system.identityProvider() != null) {
            out.println("Logins        at " + system.identityProvider());
            return;
        }
        if (system.demo()) {
            out.println("Logins        customers: newcomer, trial, active, atrisk");
            out.println("              team: sam (success manager), ada, bo (approvers), root (admin)");
            out.println("Password      %s   (the same for all; %s)"
                    .formatted(
                            system.secrets().demoPassword(),
                            system.secrets().folder().resolve("demo-password")));
            return;
        }
        String password = system.secrets().adminPasswordOnce();
        out.println(
                password.isEmpty()
                        ? "Logins        yours; ./aegis password NAME makes a new password"
                        : "First login   admin, password %s   (shown this once; ./aegis password admin makes a new one)"
                                .formatted(password));
    }

    private interface More {
        boolean expected();
    }

    /** Prints a file from a position on, and what is added to it as long as more is expected. */
    private void copy(Path file, long from, More more) {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            reader.seek(from);
            byte[] buffer = new byte[8192];
            boolean expected = true;
            while (true) {
                int count = reader.read(buffer);
                if (count > 0) {
                    out.write(buffer, 0, count);
                    out.flush();
                } else if (!expected) {
                    return;
                } else {
                    expected = more.expected();
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
