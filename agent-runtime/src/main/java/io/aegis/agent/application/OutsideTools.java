package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionType;
import java.util.List;
import java.util.Optional;

/**
 * The port to tools of other systems, as far as the operator has listed them. A tool on no list does not exist here, for
 * models, people and code alike. What such a tool answers is outside text: bounded, and never to be taken for an
 * instruction. Thread-safe; not inside a transaction.
 */
public interface OutsideTools {
    /** The one action that every changing tool is called by: its arguments are server, tool, and the tool's as JSON. */
    String ACTION = "mcp.call";

    /** What this agent's model may be told of now. Servers that cannot be reached offer nothing until they answer again. */
    List<Offered> offered();

    /**
     * A tool that only reads and that this agent's model may call. It answers {@code outside} with the server's text,
     * {@code refused} or {@code unavailable} with the reason, and throws {@link ActionType.Refused} for arguments that the
     * server's schema does not allow.
     *
     * @param name server and tool, with a dot between
     */
    Optional<ReadTool> reading(String name);

    /**
     * The call as an action, when it is for a changing tool; any other call stays as it is.
     *
     * @throws ActionType.Refused when this agent has no such tool, the arguments do not fit the server's schema, or the
     *     server cannot be asked for it
     */
    ToolCall proposable(ToolCall call);

    /** Calls a listed tool, once and without any retry. */
    Answer call(String server, String tool, ObjectNode arguments);

    /**
     * @param name server and tool, with a dot between
     * @param description the server's own words
     * @param arguments the JSON schema of the arguments, as the server tells it
     * @param changes whether a call becomes an action
     */
    record Offered(String name, String description, ObjectNode arguments, boolean changes) {}

    /** What became of a call. Reasons are for people. */
    sealed interface Answer {
        /** @param text what the server said, cut when it is long */
        record Given(String text) implements Answer {}

        /**
         * The tool is not listed or not there, the arguments do not fit, or the server says that it failed: nothing was
         * done, as far as the server says.
         */
        record Refused(String reason) implements Answer {}

        /** The call did not leave this process. */
        record Unreached(String reason) implements Answer {}

        /** The call left, and no answer that can be read came back: whether it was carried out is not known. */
        record Unknown(String reason) implements Answer {}
    }
}
