package io.aegis.contracts;

/**
 * An agent takes a proposal back, since its turn was cancelled. What is held can never be released afterwards; what was
 * decided before stays decided.
 *
 * @param by the user who cancelled the turn
 */
@WireType("aegis.action.withdrawn.v1")
public record ActionWithdrawn(ProposedAction action, String by) implements Message {
    @Override
    public CustomerId customer() {
        return action.customer();
    }
}
