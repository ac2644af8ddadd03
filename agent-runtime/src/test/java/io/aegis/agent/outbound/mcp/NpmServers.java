package io.aegis.agent.outbound.mcp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** MCP servers of other people's making, from npm; a test without node and npm is skipped and says so. */
final class NpmServers {
    private static final String EVERYTHING = "@modelcontextprotocol/server-everything@2026.8.31";
    private static final int MOST_SECONDS = 120;

    private NpmServers() {}

    /** The script of the MCP project's own reference server, installed below target once. */
    static Path everything() throws IOException, InterruptedException {
        Path folder = Path.of("target", "npm").toAbsolutePath();
        Path script = folder.resolve("node_modules/@modelcontextprotocol/server-everything/dist/index.js");
        if (!Files.exists(script)) {
            assumeTrue(runs("node", "--version") && runs("npm", "--version"), "skipped: there is no node and npm here");
            Files.createDirectories(folder);
            assumeTrue(
                    runs("npm", "install", "--prefix", folder.toString(), "--no-audit", "--no-fund", EVERYTHING)
                            && Files.exists(script),
                    "skipped: npm cannot install " + EVERYTHING);
        }
        return script;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
