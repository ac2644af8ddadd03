package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/** Something that comes often, to be summed. */
@WireType("test.tick.v1")
record Tick(CustomerId customer, int amount, String wish) implements Message {}
