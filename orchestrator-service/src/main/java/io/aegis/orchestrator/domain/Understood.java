package io.aegis.orchestrator.domain;

import io.aegis.contracts.Intent;

/**
 * What a text seems to want.
 *
 * @param confidence 0 to 1: how near the text is to known utterances of the intent, or for {@link Intent#UNKNOWN} of the
 *     nearest intent
 */
public record Understood(Intent intent, double confidence) {
    public Understood {
        confidence = Math.clamp(confidence, 0, 1);
    }
}
