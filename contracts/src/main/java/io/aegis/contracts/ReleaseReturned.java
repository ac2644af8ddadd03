package io.aegis.contracts;

/**
 * An agent gives a release back unexecuted, since it was told to stop. It will not execute this one any more.
 *
 * @param number of the release
 */
@WireType("aegis.release.returned.v1")
public record ReleaseReturned(ProposedAction action, int number, AgentName by, String reason) implements Message {
    @Override
    public CustomerId customer() {
        return action.customer();
    }
}
