package io.aegis.e2e;

import io.aegis.e2e.bench.Bench;
import io.aegis.e2e.simulate.Simulate;
import io.aegis.local.LocalFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./aegis} runs from this module. Exit status 0 when the run was sound, 1 with the reason when it was not. */
@Command(
        name = "aegis",
        subcommands = {Bench.class, Simulate.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
        int status = new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof LocalFailure) {
                        System.err.println("aegis: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(arguments);
        System.exit(status);
    }
}
