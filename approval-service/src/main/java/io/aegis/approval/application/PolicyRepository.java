package io.aegis.approval.application;

import io.aegis.contracts.Stopped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every version of the policy that was ever stored, and what is in force. Writing takes part in the caller's transaction. */
public interface PolicyRepository {
    /** @param text as it was given; what it says is never changed */
    record Stored(String version, String name, String text, String by, Instant at) {}

    /**
     * @param active the version that decides; the packaged rules alone when absent
     * @param shadow the version that is only compared, if any
     */
    record InForce(@Nullable String active, @Nullable String shadow, Stopped stopped) {}

    Optional<Stored> find(String version);

    /** Newest first. */
    List<Stored> all();

    void add(Stored policy);

    InForce inForce();

    void put(InForce next);
}
