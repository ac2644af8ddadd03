package io.aegis.e2e.torture;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/** The customer's numbers count from 0 without a gap. */
@WireType("torture.numbered.v1")
public record Numbered(CustomerId customer, int number) implements Message {}
