package io.aegis.approval.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The name of a state in rows, audit records and answers. */
public enum State {
    HELD,
    RELEASED,
    DENIED,
    REJECTED,
    EXPIRED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<State> find(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst();
    }
}
