package io.aegis.monitor.application;

import io.aegis.monitor.MonitorConfig;
import io.aegis.monitor.MonitorConfig.DelayOverride;
import io.aegis.monitor.application.PlaybookFormat.Fault;
import io.aegis.monitor.application.PlaybookFormat.Reading;
import io.aegis.monitor.application.PlaybookStore.Change;
import io.aegis.monitor.application.PlaybookStore.Kept;
import io.aegis.monitor.application.PlaybookStore.Version;
import io.aegis.monitor.domain.Edition;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The playbooks in force. They are rows, so all replicas have the same, and they are kept in memory under the number of the
 * last change; a transaction that begins after a change has committed works with the change.
 */
@ApplicationScoped
public class Shelf {
    static final String PACKAGED = "packaged";
    private static final Logger LOG = Logger.getLogger(Shelf.class);
    private static final int BEFORE_MESSAGES = 1;
    private static final int MOST_CHANGES = 200;

    private final PlaybookStore store;
    private final PlaybookFormat format;
    private final Clock clock;
    private final Map<String, Duration> delays;
    private final Map<String, Optional<Playbook>> read = new ConcurrentHashMap<>();
    private volatile Stock known = new Stock(-1, new Playbooks(List.of()));

    Shelf(PlaybookStore store, PlaybookFormat format, Clock clock, MonitorConfig config) {
        this.store = store;
        this.format = format;
        this.clock = clock;
        this.delays = config.delayOverride().orElse(List.of()).stream()
                .collect(Collectors.toUnmodifiableMap(DelayOverride::playbook, DelayOverride::delay));
    }

    /** @param revision under which the playbooks were read; as long as there is no other, they are in force */
    public record Stock(long revision, Playbooks playbooks) {}

    /** What was written, or why not. */
    public sealed interface Written {
        record Stored(Kept kept) implements Written {}

        record Refused(List<Fault> faults) implements Written {}
    }

    void open(@Observes @Priority(BEFORE_MESSAGES) StartupEvent event) {
        QuarkusTransaction.requiringNew().run(() -> {
            store.lock();
            format.packaged().forEach(this::unpack);
            for (String overridden : delays.keySet()) {
                if (store.latest(overridden).isEmpty()) {
                    throw new IllegalArgumentException("aegis.monitor.delay-override names no playbook: " + overridden);
                }
            }
        });
    }

    /** A new or changed file is a new version, unless somebody has written one in its place. */
    private void unpack(PlaybookFormat.Packaged packaged) {
        Playbook playbook =
                switch (format.read(packaged.text())) {
                    case Reading.Sound sound -> sound.playbook();
                    case Reading.Faulty faulty ->
                        throw new IllegalStateException(packaged.file() + ", " + faulty.faults());
                };
        List<Version> versions = store.versions(playbook.id());
        if (versions.isEmpty()) {
            add(playbook.id(), 1, packaged.text(), PACKAGED, true);
            return;
        }
        Version latest = versions.getLast();
        if (latest.by().equals(PACKAGED) && !latest.text().equals(packaged.text())) {
            boolean enabled = store.latest(playbook.id()).orElseThrow().enabled();
            add(playbook.id(), latest.number() + 1, packaged.text(), PACKAGED, enabled);
        }
    }

    /**
     * As they were read last, from memory. Whoever decides by them has the revision looked at by a statement that the
     * decision needs anyway, and asks for them {@link #anew} when there is another.
     */
    Stock known() {
        return known;
    }

    /** In the caller's transaction. */
    Stock anew() {
        Stock read = new Stock(store.revision(), load());
        known = read;
        return read;
    }

    /** In their latest versions, by id. */
    public List<Kept> all() {
        return QuarkusTransaction.requiringNew().call(store::latest);
    }

    public Optional<Kept> find(String id) {
        return QuarkusTransaction.requiringNew().call(() -> store.latest(id));
    }

    /** Oldest first. */
    public List<Version> versions(String id) {
        return QuarkusTransaction.requiringNew().call(() -> store.versions(id));
    }

    /** The latest 200, newest first. */
    public List<Change> changes(String id) {
        return QuarkusTransaction.requiringNew().call(() -> store.changes(id, MOST_CHANGES));
    }

    /** What the text means, with its delay as it is overridden; empty when this release does not understand it. */
    public Optional<Playbook> understood(Kept kept) {
        return understood(kept.playbook(), kept.version());
    }

    /** What a text would be as the playbook of this id. */
    public Reading read(String id, String text) {
        return switch (format.read(text)) {
            case Reading.Faulty faulty -> faulty;
            case Reading.Sound(Playbook playbook)
            when !playbook.id().equals(id) ->
                new Reading.Faulty(List.of(new Fault(1, "id is " + playbook.id() + ", and the address says " + id)));
            case Reading.Sound sound -> sound;
        };
    }

    /**
     * Writes a playbook, or a new version of one. A new one is disabled; a changed one stays as it is. The same text again
     * is the same version.
     */
    public Written write(String id, String text, String by) {
        return switch (read(id, text)) {
            case Reading.Faulty faulty -> new Written.Refused(faulty.faults());
            case Reading.Sound sound ->
                QuarkusTransaction.requiringNew().call(() -> {
                    store.lock();
                    Optional<Kept> before = store.latest(id);
                    if (before.isPresent() && before.get().version().text().equals(text)) {
                        return new Written.Stored(before.get());
                    }
                    return new Written.Stored(add(
                            id,
                            before.map(kept -> kept.version().number() + 1).orElse(1),
                            text,
                            by,
                            before.map(Kept::enabled).orElse(false)));
                });
        };
    }

    /** @return empty when there is no such playbook */
    public Optional<Kept> enable(String id, boolean enabled, String by) {
        return QuarkusTransaction.requiringNew().call(() -> {
            store.lock();
            Optional<Kept> before = store.latest(id);
            if (before.isEmpty() || before.get().enabled() == enabled) {
                return before;
            }
            store.enable(id, enabled);
            store.note(
                    id, new Change(before.get().version().number(), enabled ? "enabled" : "disabled", by, null, now()));
            LOG.infof("playbook %s playbook=%s by=%s", enabled ? "enabled" : "disabled", id, by);
            return store.latest(id);
        });
    }

    private Kept add(String id, int number, String text, String by, boolean enabled) {
        Version version = new Version(number, text, by, now());
        store.add(id, version, enabled);
        store.note(id, new Change(number, "written", by, null, version.at()));
        LOG.infof("playbook written playbook=%s version=%d by=%s", id, number, by);
        return new Kept(id, version, enabled);
    }

    private Playbooks load() {
        List<Edition> editions = new ArrayList<>();
        for (Kept kept : store.latest()) {
            for (Version version : store.versions(kept.playbook())) {
                boolean latest = version.number() == kept.version().number();
                understood(kept.playbook(), version)
                        .ifPresent(playbook ->
                                editions.add(new Edition(playbook, version.number(), latest && kept.enabled())));
            }
        }
        return new Playbooks(editions);
    }

    private Optional<Playbook> understood(String id, Version version) {
        return read.computeIfAbsent(version.text(), text -> parse(id, version).map(this::overridden));
    }

    /** What an earlier release took may make no sense to this one: it does nothing then. */
    private Optional<Playbook> parse(String id, Version version) {
        return switch (format.read(version.text())) {
            case Reading.Sound sound -> Optional.of(sound.playbook());
            case Reading.Faulty faulty -> {
                LOG.errorf(
                        "playbook is not understood any more playbook=%s version=%d reason=%s",
                        id, version.number(), faulty.faults());
                yield Optional.empty();
            }
        };
    }

    private Playbook overridden(Playbook playbook) {
        Duration delay = delays.get(playbook.id());
        return delay == null ? playbook : playbook.withDelay(delay);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
