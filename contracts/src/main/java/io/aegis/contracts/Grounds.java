package io.aegis.contracts;

import java.util.List;

/**
 * What an action was proposed on, by reference: enough to find it again and to see that it is the same.
 *
 * @param intent what the customer's message was understood as
 * @param model that proposed it, and {@code promptVersion} what told it how to decide: the prompt, or the skills of the
 *     embedded one
 * @param catalogue the version of actions and rules that it was given
 * @param read what tools had told it by then, in order
 */
public record Grounds(Intent intent, String model, String promptVersion, String catalogue, List<Input> read) {
    public Grounds {
        read = List.copyOf(read);
    }

    /** @param hash {@link Json#hash} of what the tool told; the run's journal keeps that itself */
    public record Input(String tool, String hash) {}
}
