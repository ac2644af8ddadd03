package io.aegis.agent.application;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Decides recorded turns again. It reads, and changes nothing. */
@ApplicationScoped
public class Replays {
    /** So much is read into memory; a longer period is asked for in parts. */
    public static final int MOST = 1_000;

    private final Runs runs;
    private final EmbeddedModel model;
    private final Toolbox toolbox;

    Replays(Runs runs, EmbeddedModel model, Toolbox toolbox) {
        this.runs = runs;
        this.model = model;
        this.toolbox = toolbox;
    }

    /** The first 1,000 turns that were worked last in this period, under the embedded model. */
    public List<Replayed> embedded(Instant from, Instant to) {
        return runs.between(from, to, MOST).stream()
                .map(run -> new Replay(model, toolbox, run).run())
                .toList();
    }
}
