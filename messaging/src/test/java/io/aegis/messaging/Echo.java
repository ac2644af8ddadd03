package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/** What the test's handler answers to a {@link Note}. */
@WireType("test.echo.v1")
record Echo(CustomerId customer, int number) implements Message {}
