package io.aegis.contracts;

/**
 * An agent tells the gate that it was given a release which the gate did not make, or not like this. Nothing was executed.
 *
 * @param action as the release had it: whoever wrote it may have made all of it up
 * @param by the agent that refused
 */
@WireType("aegis.release.refused.v1")
public record ReleaseRefused(ProposedAction action, AgentName by, String reason) implements Message {
    @Override
    public CustomerId customer() {
        return action.customer();
    }
}
