package io.aegis.contracts;

/** An agent asks the gate for an action. */
@WireType("aegis.action.proposed.v1")
public record ActionProposed(ProposedAction action) implements Message {
    @Override
    public CustomerId customer() {
        return action.customer();
    }
}
