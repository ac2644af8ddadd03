package io.aegis.contracts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An action as it was proposed. Nothing in it changes afterwards: what is released is exactly this.
 *
 * @param type the action's type in the {@link ActionCatalogue}
 * @param argumentsHash {@link Json#hash} of the arguments; a release is for these arguments and no others
 * @param proposer the agent whose run waits for the result
 * @param requester the user whose message led to it
 * @param tier what the customer paid for when the action was proposed
 * @param reason why the agent proposes it, in plain words
 */
public record ProposedAction(
        ActionId id,
        RunId run,
        TurnId turn,
        ConversationId conversation,
        CustomerId customer,
        String type,
        ObjectNode arguments,
        String argumentsHash,
        AgentName proposer,
        String requester,
        Tier tier,
        String reason) {
    public ProposedAction {
        arguments = arguments.deepCopy();
    }

    /** False when the arguments are not the ones the hash was taken over. */
    public boolean intact() {
        return argumentsHash.equals(Json.hash(arguments));
    }
}
