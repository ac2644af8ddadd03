package io.aegis.agent;

import io.aegis.contracts.AgentName;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Servers of the Model Context Protocol, added by configuration alone. Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.mcp")
public interface McpConfig {
    /** By name: tools are called {@code name.tool}, and people read the name. Without any, nothing is loaded or started. */
    Map<String, Server> servers();

    interface Server {
        /** How the server is spoken to: {@code stdio} starts the command as a child, {@code streamable-http} calls the address. */
        Transport transport();

        /** For stdio: the program and its arguments. */
        Optional<List<String>> command();

        /** For streamable-http: the server's address. */
        Optional<URI> url();

        /** For stdio: variables of the child, which sees none of this process's own beside PATH, HOME and the like. */
        Map<String, String> environment();

        /** For streamable-http: headers of each request, for example {@code Authorization}. */
        Map<String, String> headers();

        /** Tools that only read: they run at once, when a model calls them. */
        Optional<Set<String>> readOnly();

        /** Tools that change something: each call is an action, decided by the gate and executed once. */
        Optional<Set<String>> changing();

        /** The agents whose model may call the listed tools. Without any, only Aegis' own code does, for tickets. */
        Optional<Set<AgentName>> agents();

        /** How long one call may take. Longer keeps a customer waiting on a slow server; shorter gives up on slow work. */
        @WithDefault("20s")
        Duration timeout();
    }

    enum Transport {
        STDIO,
        STREAMABLE_HTTP
    }
}
