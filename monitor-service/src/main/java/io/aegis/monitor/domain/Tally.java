package io.aegis.monitor.domain;

import java.util.Optional;

/**
 * How often something was done, and how often the goal was reached then.
 *
 * @param contacts all of them
 * @param measured those whose goal's window is over: only they can be compared, since a goal is seen earlier than its absence
 * @param reached of those measured
 */
public record Tally(long contacts, long measured, long reached) {
    public static final Tally NONE = new Tally(0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(contacts + other.contacts, measured + other.measured, reached + other.reached);
    }

    /** Empty while nothing is measured. */
    public Optional<Interval> rate(double z) {
        return measured == 0 ? Optional.empty() : Optional.of(Interval.share(reached, measured, z));
    }
}
