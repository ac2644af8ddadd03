package io.aegis.approval.inbound.cli;

import io.aegis.approval.domain.AuditCheck.Finding;
import io.aegis.approval.domain.AuditCheck.Report;
import io.aegis.approval.domain.AuditCheck.Seen;
import io.aegis.contracts.Json;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Checks the audit on the machine of whoever asks: what the service says of itself is not believed. Exit status 0 when it is
 * sound, 1 when it is not or could not be read, 2 when it was called wrongly.
 */
@Command(name = "aegis audit", mixinStandardHelpOptions = true)
public final class AuditCommand {
    private static final int NAMED = 100;

    private final PrintWriter out;

    AuditCommand(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(commandLine(out).execute(arguments));
    }

    static CommandLine commandLine(PrintWriter out) {
        return Failures.told(new CommandLine(new AuditCommand(out)));
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Checks every record, every chain's end and every signature, and names what is not as it was.")
    int verify(
            @Parameters(arity = "0..1", paramLabel = "EXPORT.ndjson", description = "without it, it is downloaded")
                    @Nullable
                    Path file,
            @Option(names = "--customer", description = "of one customer only") @Nullable String customer,
            @Option(names = "--from", description = "a time such as 2026-03-01T00:00:00Z") @Nullable String from,
            @Option(names = "--to") @Nullable String to,
            @Option(
                            names = "--keys",
                            paramLabel = "FILE",
                            defaultValue = "${env:AEGIS_SECRETS:-.aegis/secrets}/release-keys-public.json",
                            description = "the gate's public keys, as JWK set; ${DEFAULT-VALUE}")
                    Path keys,
            @Option(
                            names = "--seen",
                            paramLabel = "NUMBER:HASH",
                            description = "the last seal as an earlier run has told it")
                    @Nullable
                    String seen,
            @Option(
                            names = "--published",
                            paramLabel = "HOST:PORT",
                            description = "holds it against the seals on the topic of this broker, too")
                    @Nullable
                    String broker,
            @Option(names = "--json", paramLabel = "FILE", description = "writes the result here too, as JSON")
                    @Nullable
                    Path json,
            @Mixin Access access)
            throws IOException {
        Seen before = seen == null ? null : seen(seen);
        AuditReader reader = new AuditReader(PublicKeys.read(keys), check -> {
            if (before != null) {
                check.seen(before);
            }
            if (broker != null) {
                new PublishedSeals(broker).read().forEach(check::published);
            }
        });
        Report report;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(source(file, customer, from, to, access), StandardCharsets.UTF_8))) {
            report = reader.check(lines);
        }
        print(report);
        if (json != null) {
            Files.write(json, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        }
        return report.sound() ? 0 : 1;
    }

    private static InputStream source(
            @Nullable Path file, @Nullable String customer, @Nullable String from, @Nullable String to, Access access)
            throws IOException {
        if (file != null) {
            if (!Files.isReadable(file)) {
                throw new Failure(file + " cannot be read");
            }
            return Files.newInputStream(file);
        }
        Map<String, @Nullable String> asked = new LinkedHashMap<>();
        asked.put("customer", customer);
        asked.put("from", from);
        asked.put("to", to);
        return access.get(access.gate() + "/api/audit/export?format=ndjson"
                + asked.entrySet().stream()
                        .filter(one -> one.getValue() != null)
                        .map(one ->
                                "&" + one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining()));
    }

    private static Seen seen(String text) {
        try {
            int colon = text.indexOf(':');
            return new Seen(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new Failure("--seen is a number, a colon and a hash", e);
        }
    }

    private void print(Report report) {
        report.findings().stream().limit(NAMED).forEach(finding -> out.println(line(finding)));
        if (report.findings().size() > NAMED) {
            out.println("... and %d more".formatted(report.findings().size() - NAMED));
        }
        out.println("%s: %d customers, %d records, %d seals; %d records not sealed yet"
                .formatted(
                        report.sound() ? "sound" : "BROKEN",
                        report.customers(),
                        report.records(),
                        report.seals(),
                        report.unsealed()));
        Seen last = report.last();
        if (last != null) {
            out.println("last seal %d:%s   (keep it, and give it to the next run with --seen)"
                    .formatted(last.number(), last.hash()));
        }
    }

    private static String line(Finding finding) {
        return "%s %d %s: %s".formatted(finding.customer(), finding.position(), finding.fault(), finding.what());
    }
}
