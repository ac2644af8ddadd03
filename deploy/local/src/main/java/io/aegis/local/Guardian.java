package io.aegis.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Sees to it that no process outlives this JVM, also when the JVM is killed. It is a shell that reads pids from a pipe;
 * when the pipe ends, because this JVM is gone, it stops them, the youngest first, kills what is left after ten
 * seconds, and removes the folder it was told to.
 */
final class Guardian implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            pids= folder=
            while read -r verb argument; do
              case $verb in
                watch) pids="$argument $pids" ;;
                forget) kept=; for pid in $pids; do [ "$pid" = "$argument" ] || kept="$kept $pid"; done; pids=$kept ;;
                remove) folder=$argument ;;
              esac
            done
            for pid in $pids; do kill -TERM "$pid"; done
            round=0
            while [ -n "$pids" ] && [ $round -lt 50 ]; do
              sleep 0.2
              alive=; for pid in $pids; do kill -0 "$pid" && alive="$alive $pid"; done; pids=$alive
              round=$((round + 1))
              [ $round -eq 15 ] && for pid in $pids; do kill -INT "$pid"; done
            done
            for pid in $pids; do kill -KILL "$pid"; done
            [ -z "$folder" ] || rm -rf "$folder"
            """;

    private final Process shell;
    private final OutputStream pipe;

    Guardian() {
        try {
            shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pipe = shell.getOutputStream();
    }

    void watch(long pid) {
        tell("watch " + pid);
    }

    void forget(long pid) {
        tell("forget " + pid);
    }

    void removeAtEnd(Path folder) {
        tell("remove " + folder);
    }

    private synchronized void tell(String line) {
        try {
            pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guardian shell is gone", e);
        }
    }

    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException alreadyGone) {
            shell.destroy();
        }
    }
}
