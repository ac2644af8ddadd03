package io.aegis.approval.application;

import io.aegis.approval.application.PolicyRepository.Stored;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.PolicyDocument;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.Stopped;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the policy, and which is in force. A change is in force in this replica at once, in every other one a
 * second later; each decision records the version that it was made by.
 */
@Startup
@ApplicationScoped
public class Policies {
    /** The version that stands for the catalogue's own rules and nothing else. */
    public static final String PACKAGED = "packaged";

    private static final long FRESH_FOR = Duration.ofSeconds(1).toNanos();

    private final ActionCatalogue catalogue;
    private final PolicyRepository versions;
    private final PolicyReader reader;
    private final Operations operations;
    private final Policy packaged;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Read last;

    Policies(ActionCatalogue catalogue, PolicyRepository versions, PolicyReader reader, Operations operations) {
        this.catalogue = catalogue;
        this.versions = versions;
        this.reader = reader;
        this.operations = operations;
        this.packaged = new Policy(catalogue);
    }

    /** @param shadow compared, and decides nothing */
    public record InForce(Policy policy, Optional<Policy> shadow, Stopped stopped) {}

    /** @param change how many changes were known of before it was read: it may have been read before the next one */
    private record Read(PolicyRepository.InForce rows, InForce inForce, long at, long change) {}

    /** What decides now; inside the caller's transaction, where there is one. */
    public InForce inForce() {
        long change = changes.get();
        Read read = last;
        if (read != null && read.change == change && System.nanoTime() - read.at < FRESH_FOR) {
            return read.inForce;
        }
        PolicyRepository.InForce rows = versions.inForce();
        InForce now = read != null && read.rows.equals(rows)
                ? read.inForce
                : new InForce(
                        rows.active() == null ? packaged : policy(rows.active()),
                        Optional.ofNullable(rows.shadow()).map(this::policy),
                        rows.stopped());
        last = new Read(rows, now, System.nanoTime(), change);
        return now;
    }

    /**
     * The policy that a text stands for.
     *
     * @throws PolicyReader.Invalid with the line and the reason
     */
    public Policy read(String text) {
        PolicyDocument document = reader.read(text);
        try {
            return new Policy(catalogue, document);
        } catch (PolicyDocument.Senseless e) {
            throw new PolicyReader.Invalid(reader.line(text, e.rule()), String.valueOf(e.getMessage()));
        }
    }

    /** Newest first. */
    public List<Stored> all() {
        return versions.all();
    }

    public Optional<Stored> find(String version) {
        return versions.find(version);
    }

    public PolicyRepository.InForce rows() {
        return versions.inForce();
    }

    /**
     * Keeps a version; it decides nothing yet. The same again is the same version. Its own transaction.
     *
     * @throws PolicyReader.Invalid with the line and the reason
     */
    public Stored put(String text, String by) {
        String version = read(text).version();
        String name = reader.read(text).name();
        return operations.run((unit, at) -> versions.find(version).orElseGet(() -> {
            Stored stored = new Stored(version, name, text, by, at);
            versions.add(stored);
            operations.record(
                    new AuditRecord.Operation("policy_stored", "policy-" + version, text, by, "Stored.", at), unit);
            return stored;
        }));
    }

    /** From now on this version decides. False when there is none. Its own transaction. */
    public boolean activate(String version, String by, String reason) {
        return put(
                version,
                by,
                reason,
                "policy_activated",
                now -> new PolicyRepository.InForce(absentIfPackaged(version), now.shadow(), now.stopped()));
    }

    /** From now on this version is compared with the one that decides. False when there is none. Its own transaction. */
    public boolean shadow(String version, String by, String reason) {
        return put(
                version,
                by,
                reason,
                "policy_shadowed",
                now -> new PolicyRepository.InForce(now.active(), absentIfPackaged(version), now.stopped()));
    }

    private boolean put(
            String version, String by, String reason, String what, UnaryOperator<PolicyRepository.InForce> change) {
        return operations.run((unit, at) -> {
            if (!version.equals(PACKAGED) && versions.find(version).isEmpty()) {
                return false;
            }
            PolicyRepository.InForce now = versions.inForce();
            PolicyRepository.InForce next = change.apply(now);
            if (!next.equals(now)) {
                versions.put(next);
                operations.record(new AuditRecord.Operation(what, "policy-" + version, version, by, reason, at), unit);
                unit.afterCommit(this::forget);
            }
            return true;
        });
    }

    /** What was read is not believed any more. */
    void forget() {
        changes.incrementAndGet();
    }

    private Policy policy(String version) {
        return read(versions.find(version)
                .orElseThrow(() -> new IllegalStateException("no policy " + version))
                .text());
    }

    private static @Nullable String absentIfPackaged(String version) {
        return version.equals(PACKAGED) ? null : version;
    }
}
