package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;

/** The test's message to itself. */
@WireType("test.reminder.v1")
record Reminder(CustomerId customer, int number) implements PrivateMessage {}
