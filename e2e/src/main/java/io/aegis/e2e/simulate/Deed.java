package io.aegis.e2e.simulate;

import io.aegis.contracts.Message;
import java.time.Instant;

/** What a simulated customer does, as the world learns of it. */
sealed interface Deed {
    /** The billing system or the product tells it on its topic. */
    record Told(String topic, Message message, Instant at) implements Deed {}

    /** The customer writes to Aegis. */
    record Said(String text) implements Deed {}
}
