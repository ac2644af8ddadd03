package io.aegis.messaging;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Forgets a customer: what the service's {@link PersonalRecords} keep, what was received, and what came of calls to the
 * outside. It is done at once, and again some hours later, when what was on its way has come, until nothing is in use.
 */
@ApplicationScoped
public class Forgetting implements MessageHandler<ForgetDue> {
    /** What begins so soon afterwards was on its way before. */
    static final Duration ON_ITS_WAY = Duration.ofHours(1);

    static final Duration AGAIN = Duration.ofHours(6);

    private final List<PersonalRecords> records;
    private final Effects effects;
    private final Rows rows;
    private final Clock clock;

    Forgetting(@All List<PersonalRecords> records, Effects effects, Rows rows, Clock clock) {
        this.records = records;
        this.effects = effects;
        this.rows = rows;
        this.clock = clock;
    }

    /** @param decided when it was decided; what began by then is forgotten */
    public void begin(UnitOfWork unit, Instant decided) {
        ForgetDue due = new ForgetDue(unit.customer(), decided.plus(ON_ITS_WAY));
        forget(unit, due);
        again(unit, due);
    }

    @Override
    public Class<ForgetDue> handles() {
        return ForgetDue.class;
    }

    @Override
    public boolean onlyCommits(ForgetDue due) {
        return true;
    }

    @Override
    public void handle(ForgetDue due, Delivery delivery) {
        delivery.commit(unit -> {
            if (!forget(unit, due)) {
                again(unit, due);
            }
        });
    }

    private boolean forget(UnitOfWork unit, ForgetDue due) {
        rows.settle();
        boolean all = true;
        for (PersonalRecords kept : records) {
            all &= kept.forget(unit.customer(), due.until());
        }
        effects.forget(unit.customer(), due.until());
        unit.emptyReceived();
        return all;
    }

    private void again(UnitOfWork unit, ForgetDue due) {
        unit.schedule("forget", clock.instant().plus(AGAIN), due);
    }
}
