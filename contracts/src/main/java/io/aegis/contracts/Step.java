package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing an agent did on the way to a reply, as the customer is shown it.
 *
 * @param action the action, when the step is about one
 */
public record Step(Kind kind, String text, @Nullable ActionId action) {
    public enum Kind {
        /** Read something. */
        LOOKED_AT,
        /** An action was executed. */
        DID,
        /** An action waits for a human. */
        WAITING,
        /** Policy or a human said no, or time ran out. */
        REFUSED,
        /** An action was tried and failed. */
        FAILED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Kind of(String wireName) {
            return WireTypes.named(Kind.class, wireName);
        }
    }
}
