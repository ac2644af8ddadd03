package io.aegis.state.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Order by the time things happened; of two at the same time the one told last is later. */
final class Latest {
    private Latest() {}

    static boolean supersedes(Instant told, @Nullable Instant known) {
        return known == null || !told.isBefore(known);
    }

    static Instant of(@Nullable Instant known, Instant told) {
        return known == null || told.isAfter(known) ? told : known;
    }
}
