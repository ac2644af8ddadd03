package io.aegis.query.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The place of a passage, for example {@code guides/webhooks.md#failed-deliveries}: the file within the folder, and the
 * heading within the file. The same content in the same place has the same id in every replica and after every restart.
 */
public record PassageId(@JsonValue String value) {
    private static final int LONGEST = 1000;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PassageId {
        if (value.isBlank() || value.length() > LONGEST) {
            throw new IllegalArgumentException("the id of a passage has 1 to " + LONGEST + " characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
