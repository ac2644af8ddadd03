package io.aegis.monitor.inbound.rest;

import io.aegis.monitor.domain.Condition;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.aegis.monitor.domain.Trigger;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The playbooks in force, with overridden delays as they are. */
@Path("/api/playbooks")
@RolesAllowed({"success-manager", "approver", "admin", "auditor", "service"})
public class PlaybooksResource {
    private final Playbooks playbooks;

    PlaybooksResource(Playbooks playbooks) {
        this.playbooks = playbooks;
    }

    /** A playbook as in its file. */
    public record PlaybookView(
            String id,
            String title,
            TriggerView trigger,
            Map<String, Condition> condition,
            String cooldown,
            String message) {
        static PlaybookView of(Playbook playbook) {
            return new PlaybookView(
                    playbook.id(),
                    playbook.title(),
                    TriggerView.of(playbook.trigger()),
                    playbook.condition(),
                    playbook.cooldown().toString(),
                    playbook.message().template());
        }
    }

    /** Durations are ISO 8601. */
    public record TriggerView(
            String after,
            Map<String, Condition> where,
            String measuredFrom,
            String delay,
            String lapsesAfter,
            Set<String> unless) {
        static TriggerView of(Trigger trigger) {
            return new TriggerView(
                    trigger.after(),
                    trigger.where(),
                    trigger.measuredFrom(),
                    trigger.delay().toString(),
                    trigger.lapsesAfter().toString(),
                    new TreeSet<>(trigger.unless()));
        }
    }

    @GET
    public List<PlaybookView> list() {
        return playbooks.all().stream().map(PlaybookView::of).toList();
    }
}
