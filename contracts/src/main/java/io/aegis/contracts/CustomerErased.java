package io.aegis.contracts;

import java.time.Instant;

/** Who keeps personal data of the customer forgets it. @param at when it was decided; what was told by then is meant */
@WireType("aegis.customer.erased.v1")
public record CustomerErased(CustomerId customer, Instant at) implements Message {}
