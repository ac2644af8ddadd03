package io.aegis.contracts;

import java.util.Set;
import java.util.TreeSet;

/**
 * What people have stopped at the gate: it is neither released nor, where it was released before, executed.
 *
 * @param version counts the changes; the highest holds
 * @param types of actions, by their names in the catalogue
 */
public record Stopped(long version, boolean everything, Set<AgentName> agents, Set<String> types) {
    public static final Stopped NOTHING = new Stopped(0, false, Set.of(), Set.of());

    public Stopped {
        agents = Set.copyOf(agents);
        types = Set.copyOf(types);
    }

    /** True for what the agent proposed or would execute, and for what is of a stopped type. */
    public boolean holds(ProposedAction action, AgentName executor) {
        return everything
                || agents.contains(action.proposer())
                || agents.contains(executor)
                || types.contains(action.type());
    }

    /** The bytes that the gate signs: equal ones for equal stops. */
    public byte[] bytes() {
        return Json.bytes(new Sorted(version, everything, new TreeSet<>(agents), new TreeSet<>(types)));
    }

    private record Sorted(long version, boolean everything, Set<AgentName> agents, Set<String> types) {}
}
