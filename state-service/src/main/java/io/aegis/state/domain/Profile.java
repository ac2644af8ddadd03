package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who the customer is. @param since when the latest introduction happened */
public record Profile(
        @Nullable String name,
        @Nullable String email,
        @Nullable Instant since) {
    static final Profile EMPTY = new Profile(null, null, null);

    /** A later introduction corrects an earlier one; an earlier one fills what is missing. */
    Profile after(CustomerFact.Introduced told) {
        boolean later = Latest.supersedes(told.at(), since);
        return new Profile(
                later ? or(told.name(), name) : or(name, told.name()),
                later ? or(told.email(), email) : or(email, told.email()),
                Latest.of(since, told.at()));
    }

    private static @Nullable String or(@Nullable String first, @Nullable String second) {
        return Optional.ofNullable(first).or(() -> Optional.ofNullable(second)).orElse(null);
    }
}
