package io.aegis.agent.outbound;

import io.aegis.agent.application.Stops;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Stopped;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class StopsTable implements Stops {
    private static final long FRESH_FOR = Duration.ofSeconds(1).toNanos();

    private volatile @Nullable Read last;

    private record Read(Stopped stopped, long at) {}

    @Override
    public Stopped now() {
        Read read = last;
        if (read == null || System.nanoTime() - read.at > FRESH_FOR) {
            StoppedEntity row = StoppedEntity.findById(StoppedEntity.ONLY);
            read = new Read(row == null ? Stopped.NOTHING : Json.read(row.document, Stopped.class), System.nanoTime());
            last = read;
        }
        return read.stopped;
    }

    @Override
    public void keep(Stopped stopped) {
        StoppedEntity row = StoppedEntity.findById(StoppedEntity.ONLY);
        boolean first = row == null;
        if (first) {
            row = new StoppedEntity();
            row.id = StoppedEntity.ONLY;
        } else if (row.version >= stopped.version()) {
            return;
        }
        row.version = stopped.version();
        row.document = Json.text(stopped);
        if (first) {
            row.persist();
        }
        last = new Read(stopped, System.nanoTime());
    }

    @Override
    public void giveBack(ActionId action, int number) {
        ReturnedReleaseEntity row = ReturnedReleaseEntity.findById(action.value());
        if (row == null) {
            row = new ReturnedReleaseEntity();
            row.action = action.value();
            row.number = number;
            row.persist();
        } else {
            row.number = Math.max(row.number, number);
        }
    }

    @Override
    public int givenBack(ActionId action) {
        ReturnedReleaseEntity row = ReturnedReleaseEntity.findById(action.value());
        return row == null ? 0 : row.number;
    }
}
