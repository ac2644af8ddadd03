package io.aegis.orchestrator.domain;

/**
 * One of the things that a message asks for.
 *
 * @param text the words that ask for it
 */
public record Asked(String text, Understood understood) {
    public Origin origin() {
        return new Origin.Message(understood);
    }
}
