package io.aegis.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message beside its content: the attributes of CloudEvents 1.0 and Aegis' extensions.
 *
 * @param id unique per source; with it the key under which a receiver drops duplicates
 * @param source who sent it: a service's name, or whatever an outside system calls itself
 * @param type the wire name, see {@link WireType}
 * @param customer the CloudEvents subject, and the Kafka key
 * @param time when it happened, by the sender
 * @param correlation the same for everything that follows from one first cause
 * @param causation the id of the message that led to this one; absent for a first cause
 * @param sequence gapless per source and customer, in commit order; absent from systems that do not count
 */
public record Envelope(
        String id,
        String source,
        String type,
        CustomerId customer,
        Instant time,
        String correlation,
        @Nullable String causation,
        @Nullable Long sequence) {}
