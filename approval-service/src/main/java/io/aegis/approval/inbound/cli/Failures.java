package io.aegis.approval.inbound.cli;

import picocli.CommandLine;

/** One line and exit status 1 for what a person can mend. */
final class Failures {
    private Failures() {}

    static CommandLine told(CommandLine command) {
        return command.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof Failure) {
                line.getErr().println("aegis: " + failure.getMessage());
                return 1;
            }
            throw failure;
        });
    }
}
