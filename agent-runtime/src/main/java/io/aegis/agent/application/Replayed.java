package io.aegis.agent.application;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.RunId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A recorded turn, and what another model would have done in it.
 *
 * @param model that answered then, and {@code version} what told it how to decide; {@code otherVersion} of the other one
 * @param recorded the actions that were proposed, in order, and {@code replayed} those that would have been
 * @param stopped why the replay could not go on; absent when it came to its end
 */
public record Replayed(
        RunId run,
        CustomerId customer,
        Intent intent,
        String model,
        String version,
        String otherVersion,
        Verdict verdict,
        List<Replayed.Wanted> recorded,
        List<Replayed.Wanted> replayed,
        @Nullable String stopped) {
    public Replayed {
        recorded = List.copyOf(recorded);
        replayed = List.copyOf(replayed);
    }

    public record Wanted(String type, ObjectNode arguments) {}

    public enum Verdict {
        SAME,
        DIFFERS,
        /** The same as far as it goes, and then something would be needed that was not recorded. */
        UNKNOWN;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Verdict of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
