package io.aegis.monitor.inbound.rest;

import io.aegis.monitor.application.Measurements.Measured;
import io.aegis.monitor.application.ResultStore.Look;
import io.aegis.monitor.domain.Interval;
import io.aegis.monitor.domain.Results;
import io.aegis.monitor.domain.Tally;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a playbook achieved; all intervals are at 95 %.
 *
 * @param lift of all contacts against those held out; absent while one of both is not measured
 * @param priority what success adds to the priority
 */
public record ResultsView(
        String playbook,
        int version,
        Arm heldOut,
        Arm contacted,
        @Nullable Interval lift,
        int priority,
        List<Variant> variants,
        Instant at) {
    /**
     * @param measured contacts whose goal's window is over
     * @param rate of those, how many reached the goal; absent while none is measured
     */
    public record Arm(
            long contacts,
            long measured,
            long reached,
            @Nullable Interval rate) {
        static Arm of(Tally tally) {
            return new Arm(
                    tally.contacts(),
                    tally.measured(),
                    tally.reached(),
                    tally.rate(Interval.Z_95).orElse(null));
        }
    }

    /** @param stopped why it does not go out any more; absent while it does */
    public record Variant(
            String variant,
            Arm results,
            @Nullable Interval lift,
            @Nullable Look stopped) {}

    static ResultsView of(String playbook, int version, Measured measured) {
        Results results = measured.results();
        return new ResultsView(
                playbook,
                version,
                Arm.of(results.heldOut()),
                Arm.of(results.contacted()),
                results.lift(results.contacted(), Interval.Z_95).orElse(null),
                results.refinement(),
                results.variants().entrySet().stream()
                        .map(variant -> new Variant(
                                variant.getKey(),
                                Arm.of(variant.getValue()),
                                results.lift(variant.getValue(), Interval.Z_95).orElse(null),
                                measured.stopped().get(variant.getKey())))
                        .toList(),
                measured.at());
    }
}
