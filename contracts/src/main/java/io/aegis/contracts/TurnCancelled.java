package io.aegis.contracts;

/**
 * Nobody wants the rest of a turn any more. It follows the turn on the same agent's topic, so the agent has heard of the turn
 * before.
 *
 * @param by the user who cancelled it
 */
@WireType("aegis.turn.cancelled.v1")
public record TurnCancelled(TurnId turn, ConversationId conversation, CustomerId customer, String by)
        implements Message {}
