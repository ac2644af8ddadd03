package io.aegis.contracts;

/**
 * A point in what one producer told about one customer. Who passes it to state-service is answered only when state has
 * applied everything up to it: this is how the next turn reads the writes of the last.
 */
public record Seen(String source, long sequence) {}
