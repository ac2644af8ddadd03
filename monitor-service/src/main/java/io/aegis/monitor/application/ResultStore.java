package io.aegis.monitor.application;

import io.aegis.monitor.domain.Tally;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of contacts and hold-outs, counted. Takes part in the caller's transaction. */
public interface ResultStore {
    /** By variant; those held out are under {@link #HELD_OUT}. A goal counts once its window is over. */
    Map<String, Tally> count(String playbook, int version, Instant now);

    /** No variant's name, since those have no underscore. */
    String HELD_OUT = "held_out";

    /** Variants by name, with how far each was looked at and why it was stopped, if it was. */
    Map<String, Look> looks(String playbook, int version);

    /**
     * A variant was looked at.
     *
     * @return false when somebody else has looked as often already
     */
    boolean look(String playbook, int version, String variant, Look look);

    /** @param stopped why the variant is not used any more; absent while it is */
    record Look(int looks, @Nullable String stopped, Instant at) {}
}
