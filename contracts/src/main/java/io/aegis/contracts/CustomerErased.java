package io.aegis.contracts;

import java.time.Instant;

/**
 * Who keeps personal data of the customer forgets it.
 *
 * @param version of the customer, which the erasure made: an earlier one still says who it was
 * @param at when it was decided; what was told by then is meant
 */
@WireType("aegis.customer.erased.v1")
public record CustomerErased(CustomerId customer, long version, Instant at) implements Message {}
