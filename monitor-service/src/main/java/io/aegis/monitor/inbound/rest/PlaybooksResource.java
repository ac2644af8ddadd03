package io.aegis.monitor.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.monitor.application.Backtests;
import io.aegis.monitor.application.Measurements;
import io.aegis.monitor.application.OccasionStore;
import io.aegis.monitor.application.PlaybookFormat.Fault;
import io.aegis.monitor.application.PlaybookFormat.Reading;
import io.aegis.monitor.application.PlaybookStore.Change;
import io.aegis.monitor.application.PlaybookStore.Kept;
import io.aegis.monitor.application.PlaybookStore.Version;
import io.aegis.monitor.application.Shelf;
import io.aegis.monitor.domain.Playbook;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The playbooks: what is in force, what was before, and what each made of its occasions. */
@Path("/api/playbooks")
@RolesAllowed({"success-manager", "approver", "admin", "auditor"})
@RunOnVirtualThread
public class PlaybooksResource {
    private static final int MOST_DAYS = 365;
    private static final int MOST_VERSIONS = 9_999;

    private final Shelf shelf;
    private final OccasionStore occasions;
    private final Measurements measurements;
    private final Backtests backtests;
    private final JsonWebToken user;

    PlaybooksResource(
            Shelf shelf, OccasionStore occasions, Measurements measurements, Backtests backtests, JsonWebToken user) {
        this.shelf = shelf;
        this.occasions = occasions;
        this.measurements = measurements;
        this.backtests = backtests;
        this.user = user;
    }

    /**
     * A playbook in its latest version.
     *
     * @param delay in force, ISO 8601: it may be overridden; absent when this release does not understand the text
     * @param text as it was written
     */
    public record PlaybookView(
            String id,
            @Nullable String title,
            int version,
            boolean enabled,
            @Nullable Integer priority,
            @Nullable String delay,
            String by,
            Instant at,
            String text) {}

    @GET
    public List<PlaybookView> list() {
        return shelf.all().stream().map(this::view).toList();
    }

    @GET
    @Path("/{id}")
    public PlaybookView one(@PathParam("id") String id) {
        return shelf.find(id).map(this::view).orElseThrow(() -> unknown(id));
    }

    /**
     * Writes a new version, or a new playbook, which is disabled until somebody enables it.
     *
     * @param text YAML, as docs/playbooks.md describes it
     */
    @PUT
    @Path("/{id}")
    @Consumes({"application/yaml", "text/yaml", "text/plain"})
    @RolesAllowed({"success-manager", "admin"})
    public PlaybookView write(@PathParam("id") String id, String text) {
        return switch (shelf.write(id, text, user.getName())) {
            case Shelf.Written.Stored stored -> view(stored.kept());
            case Shelf.Written.Refused refused -> throw faulty(refused.faults());
        };
    }

    @POST
    @Path("/{id}/enable")
    @RolesAllowed({"success-manager", "admin"})
    public PlaybookView enable(@PathParam("id") String id) {
        return switched(id, true);
    }

    /** Nothing begins any more, and what waits is not raised. */
    @POST
    @Path("/{id}/disable")
    @RolesAllowed({"success-manager", "admin"})
    public PlaybookView disable(@PathParam("id") String id) {
        return switched(id, false);
    }

    /** All versions, oldest first. */
    @GET
    @Path("/{id}/versions")
    public List<Version> versions(@PathParam("id") String id) {
        List<Version> versions = shelf.versions(id);
        if (versions.isEmpty()) {
            throw unknown(id);
        }
        return versions;
    }

    /** Who did what to it, and what it did to itself, newest first; 200 at the most. */
    @GET
    @Path("/{id}/changes")
    public List<Change> changes(@PathParam("id") String id) {
        List<Change> changes = shelf.changes(id);
        if (changes.isEmpty()) {
            throw unknown(id);
        }
        return changes;
    }

    /**
     * What it made of its occasions and why, newest first.
     *
     * @param limit 1 to 200
     */
    @GET
    @Path("/{id}/decisions")
    public List<OccasionStore.Decided> decisions(
            @PathParam("id") String id,
            @QueryParam("customer") @Nullable String customer,
            @QueryParam("limit") @DefaultValue("50") String limit) {
        CustomerId asked = customer == null ? null : Parameters.customer(customer);
        return occasions.decided(asked, id, Parameters.limit(limit));
    }

    /**
     * What a version achieved: counts, rates, lift over those held out, and intervals at 95 %.
     *
     * @param version the latest when absent
     */
    @GET
    @Path("/{id}/results")
    public ResultsView results(@PathParam("id") String id, @QueryParam("version") @Nullable String version) {
        Kept kept = shelf.find(id).orElseThrow(() -> unknown(id));
        int number = version == null ? kept.version().number() : Parameters.number("version", version, MOST_VERSIONS);
        Playbook playbook = shelf.versions(id).stream()
                .filter(written -> written.number() == number)
                .findFirst()
                .flatMap(written -> shelf.understood(new Kept(id, written, false)))
                .orElseThrow(() -> new NotFoundException("no version " + number + " of " + id));
        return ResultsView.of(id, number, measurements.of(playbook, number));
    }

    /**
     * What a playbook would have done over the last days, by what is recorded. Nothing is sent, and nothing is changed.
     *
     * @param days 1 to 365
     * @param text of a playbook that is not written yet; the latest version when it is empty
     */
    @POST
    @Path("/{id}/backtest")
    @Consumes({"application/yaml", "text/yaml", "text/plain", "*/*"})
    @RolesAllowed({"success-manager", "admin"})
    public Backtests.Report backtest(
            @PathParam("id") String id, @QueryParam("days") @DefaultValue("90") String days, @Nullable String text) {
        Duration back = Duration.ofDays(Parameters.number("days", days, MOST_DAYS));
        if (text == null || text.isBlank()) {
            return backtests.run(shelf.find(id).flatMap(shelf::understood).orElseThrow(() -> unknown(id)), back);
        }
        return switch (shelf.read(id, text)) {
            case Reading.Sound sound -> backtests.run(sound.playbook(), back);
            case Reading.Faulty faulty -> throw faulty(faulty.faults());
        };
    }

    private PlaybookView switched(String id, boolean enabled) {
        return shelf.enable(id, enabled, user.getName()).map(this::view).orElseThrow(() -> unknown(id));
    }

    private PlaybookView view(Kept kept) {
        Version version = kept.version();
        var playbook = shelf.understood(kept);
        return new PlaybookView(
                kept.playbook(),
                playbook.map(p -> p.title()).orElse(null),
                version.number(),
                kept.enabled(),
                playbook.map(p -> p.priority()).orElse(null),
                playbook.map(p -> p.trigger().delay().toString()).orElse(null),
                version.by(),
                version.at(),
                version.text());
    }

    private static NotFoundException unknown(String id) {
        return new NotFoundException("no playbook " + id);
    }

    private static HttpProblem faulty(List<Fault> faults) {
        return HttpProblem.builder()
                .withStatus(400)
                .withTitle("Not a playbook")
                .withDetail(
                        String.join("; ", faults.stream().map(Fault::toString).toList()))
                .with("faults", faults)
                .build();
    }
}
