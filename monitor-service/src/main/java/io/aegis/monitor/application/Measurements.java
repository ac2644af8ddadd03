package io.aegis.monitor.application;

import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.monitor.application.PlaybookStore.Change;
import io.aegis.monitor.application.ResultStore.Look;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Results;
import io.aegis.monitor.domain.Tally;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What playbooks achieve, and what follows from it: which message is said, which is said no more, and who goes first. Results
 * are counted anew every few seconds, in a transaction of their own; a decision on one customer does not depend on the last
 * of the others. Counting goes over all contacts of a version, so where there are very many it is done less often: it never
 * takes more than a hundredth of the time.
 */
@ApplicationScoped
public class Measurements {
    private static final Logger LOG = Logger.getLogger(Measurements.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int SHARE_OF_TIME = 100;
    private static final int SEED_DIGITS = 15;

    private final ResultStore results;
    private final PlaybookStore playbooks;
    private final Clock clock;
    private final Map<String, Counted> cache = new ConcurrentHashMap<>();

    Measurements(ResultStore results, PlaybookStore playbooks, Clock clock) {
        this.results = results;
        this.playbooks = playbooks;
        this.clock = clock;
    }

    /** @param stopped variants that do harm, by name, and why they do not go out any more */
    public record Measured(Results results, Map<String, Look> stopped, Instant at) {}

    private record Counted(Measured measured, Instant until) {}

    /** As the database keeps it, so that messages and rows say the same. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** As it is now. */
    public Measured of(Playbook playbook, int version) {
        Instant now = now();
        long began = System.nanoTime();
        Measured measured = QuarkusTransaction.requiringNew()
                .call(() -> judged(playbook, version, read(playbook, version, now), now));
        Duration fresh = freshFor(Duration.ofNanos(System.nanoTime() - began));
        cache.put(playbook.id() + "/" + version, new Counted(measured, now.plus(fresh)));
        return measured;
    }

    static Duration freshFor(Duration counting) {
        Duration affordable = counting.multipliedBy(SHARE_OF_TIME);
        return affordable.compareTo(FRESH) > 0 ? affordable : FRESH;
    }

    /** The message to say on an occasion; empty when all of them were stopped. */
    Optional<String> choose(Playbook playbook, int version, InterventionId occasion) {
        if (playbook.goal() == null) {
            return Optional.of(playbook.variants().getFirst());
        }
        Measured measured = lately(playbook, version);
        String seed = Json.hash(occasion.value()).substring(0, SEED_DIGITS);
        return Thompson.choose(measured.results.without(measured.stopped), Long.parseLong(seed, 16));
    }

    /** The priority as success has refined it. */
    int priority(Playbook playbook, int version) {
        return playbook.priority()
                + (playbook.goal() == null
                        ? 0
                        : lately(playbook, version).results.refinement());
    }

    private Measured lately(Playbook playbook, int version) {
        Counted known = cache.get(playbook.id() + "/" + version);
        return known != null && known.until.isAfter(clock.instant()) ? known.measured : of(playbook, version);
    }

    private Results read(Playbook playbook, int version, Instant now) {
        Map<String, Tally> counted = results.count(playbook.id(), version, now);
        LinkedHashMap<String, Tally> variants = new LinkedHashMap<>();
        playbook.variants().forEach(name -> variants.put(name, counted.getOrDefault(name, Tally.NONE)));
        return new Results(counted.getOrDefault(ResultStore.HELD_OUT, Tally.NONE), variants);
    }

    /** Looks at each variant that has enough new results, and stops what does harm. */
    private Measured judged(Playbook playbook, int version, Results read, Instant now) {
        Map<String, Look> before = results.looks(playbook.id(), version);
        Map<String, Look> after = new LinkedHashMap<>(before);
        read.variants().forEach((variant, tally) -> {
            Look last = before.get(variant);
            int looks = Results.looks(tally);
            if (looks <= (last == null ? 0 : last.looks()) || (last != null && last.stopped() != null)) {
                return;
            }
            Look look = new Look(looks, read.harm(variant).orElse(null), now);
            after.put(variant, look);
            if (results.look(playbook.id(), version, variant, look) && look.stopped() != null) {
                playbooks.note(
                        playbook.id(),
                        new Change(version, "variant " + variant + " stopped", "aegis", look.stopped(), now));
                LOG.warnf("variant stopped playbook=%s version=%d variant=%s", playbook.id(), version, variant);
            }
        });
        return new Measured(
                read,
                after.entrySet().stream()
                        .filter(look -> look.getValue().stopped() != null)
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                now);
    }
}
