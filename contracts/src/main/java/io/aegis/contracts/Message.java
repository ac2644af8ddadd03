package io.aegis.contracts;

/**
 * Anything that travels between services, or from a service to itself. Every message is a record that carries its wire
 * name in a {@link WireType} and belongs to one customer.
 */
public interface Message {
    /** The customer this message is about: its Kafka key, and the lane it is worked in. */
    CustomerId customer();
}
