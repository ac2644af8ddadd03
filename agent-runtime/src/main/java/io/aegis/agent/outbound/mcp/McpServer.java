package io.aegis.agent.outbound.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.McpConfig;
import io.aegis.agent.application.OutsideTools.Answer;
import io.aegis.agent.application.OutsideTools.Offered;
import io.aegis.contracts.AgentName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One configured server. A thread of its own connects, and connects again with growing pauses, so that nobody waits for a
 * server that is away.
 */
final class McpServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(McpServer.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** How long a call waits for a connection that is just being made: a child may need this to start. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final McpConfig.Server config;
    private final Set<String> readOnly;
    private final Set<String> changing;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Incomplete while the first try, or the first after a loss, goes on; failed from a failed try to the next success. */
    private volatile CompletableFuture<McpSession> session = new CompletableFuture<>();

    /** @throws IllegalArgumentException when the configuration cannot be meant */
    McpServer(String name, McpConfig.Server config) {
        this.name = name;
        this.config = config;
        this.readOnly = config.readOnly().orElse(Set.of());
        this.changing = config.changing().orElse(Set.of());
        check(NAME.matcher(name).matches(), "the name is up to 30 small letters, digits and dashes");
        switch (config.transport()) {
            case STDIO -> check(config.command().filter(c -> !c.isEmpty()).isPresent(), "stdio needs a command");
            case STREAMABLE_HTTP -> check(config.url().isPresent(), "streamable-http needs a url");
        }
        Set<String> both = readOnly.stream().filter(changing::contains).collect(Collectors.toSet());
        check(both.isEmpty(), "a tool only reads or changes something, not both: " + both);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("aegis.mcp.servers." + name + ": " + otherwise);
        }
    }

    void start() {
        Thread.ofVirtual().name("mcp-" + name).start(this::keepConnected);
    }

    @Override
    public void close() {
        closed.countDown();
        if (session.isDone() && !session.isCompletedExceptionally()) {
            session.join().close();
        }
    }

    String name() {
        return name;
    }

    /** As people read it. */
    String title() {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    boolean serves(AgentName agent) {
        return config.agents().orElse(Set.of()).contains(agent);
    }

    boolean reads(String tool) {
        return readOnly.contains(tool);
    }

    boolean changes(String tool) {
        return changing.contains(tool);
    }

    List<Offered> offered() {
        CompletableFuture<McpSession> now = session;
        if (!now.isDone() || now.isCompletedExceptionally()) {
            return List.of();
        }
        return now.join().tools().stream()
                .map(tool ->
                        new Offered(name + "." + tool.name(), tool.description(), tool.schema(), changes(tool.name())))
                .toList();
    }

    /** Why a call cannot be proposed, if so. */
    Optional<String> objection(String tool, ObjectNode arguments) {
        Optional<McpSession> live = connected();
        return live.isEmpty() ? Optional.of(away()) : live.get().fault(tool, arguments);
    }

    Answer call(String tool, ObjectNode arguments) {
        if (!reads(tool) && !changes(tool)) {
            return new Answer.Refused("There is no tool " + tool + " of " + title() + ".");
        }
        Optional<McpSession> live = connected();
        if (live.isEmpty()) {
            return new Answer.Unreached(away());
        }
        Optional<String> fault = live.get().fault(tool, arguments);
        if (fault.isPresent()) {
            return new Answer.Refused(fault.get());
        }
        // A call that changes something is not risked on a connection that broke unnoticed.
        if (changes(tool) && !live.get().answers()) {
            return new Answer.Unreached(away());
        }
        return live.get().call(tool, arguments);
    }

    /** The connection; none when the server is away. Waits a little when one is just being made. */
    Optional<McpSession> connected() {
        try {
            return Optional.of(session.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private String away() {
        return title() + " cannot be reached at the moment.";
    }

    private void keepConnected() {
        Duration pause = FIRST_PAUSE;
        try {
            while (closed.getCount() > 0) {
                try (McpSession live = McpSession.open(name, title(), config, listed())) {
                    LOG.infof(
                            "mcp server connected, server=%s tools=%d",
                            name, live.tools().size());
                    if (!session.complete(live)) {
                        session = CompletableFuture.completedFuture(live);
                    }
                    pause = FIRST_PAUSE;
                    live.untilItEnds();
                    session = new CompletableFuture<>();
                    LOG.warnf("mcp server lost, server=%s", name);
                } catch (McpSession.Broken e) {
                    if (session.completeExceptionally(e)) {
                        LOG.warnf("mcp server away, server=%s reason=%s", name, e.getMessage());
                    }
                    closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                    Duration doubled = pause.multipliedBy(2);
                    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> listed() {
        return Stream.concat(readOnly.stream(), changing.stream()).collect(Collectors.toSet());
    }
}
