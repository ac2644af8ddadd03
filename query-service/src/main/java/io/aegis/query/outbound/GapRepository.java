package io.aegis.query.outbound;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.PersonalRecords;
import io.aegis.query.application.GapStore;
import io.aegis.query.domain.Gap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Gaps in this agent's database. */
@ApplicationScoped
class GapRepository implements GapStore, PersonalRecords {
    /** A turn's message dies long before. */
    private static final Duration WORKED_AGAIN_WITHIN = Duration.ofDays(7);

    /** Any number that nothing else in this database locks. */
    private static final long GROUPING = 1_500_015;

    private final EntityManager database;

    GapRepository(EntityManager database) {
        this.database = database;
    }

    @Override
    public boolean count(TurnId turn, Instant at) {
        database.createNativeQuery("select cast(pg_advisory_xact_lock(:number) as text)")
                .setParameter("number", GROUPING)
                .getSingleResult();
        database.createNativeQuery("delete from documentation_gap_turn where asked_at < :before")
                .setParameter("before", at.minus(WORKED_AGAIN_WITHIN))
                .executeUpdate();
        return database.createNativeQuery(
                                "insert into documentation_gap_turn (turn, asked_at) values (:turn, :at) on conflict do nothing")
                        .setParameter("turn", turn.value())
                        .setParameter("at", at)
                        .executeUpdate()
                == 1;
    }

    @Override
    public List<Known> known() {
        return GapEntity.<GapEntity>streamAll()
                .map(row -> new Known(row.id, row.vector))
                .toList();
    }

    @Override
    public void open(String question, CustomerId customer, float[] vector, Instant at) {
        GapEntity row = new GapEntity();
        row.question = question;
        row.customer = customer.value();
        row.vector = vector;
        row.times = 1;
        row.firstAsked = at;
        row.lastAsked = at;
        row.persist();
    }

    @Override
    public void askedAgain(long gap, Instant at) {
        GapEntity.update("times = times + 1, lastAsked = ?1 where id = ?2", at, gap);
    }

    @Override
    public void keep(int most) {
        database.flush();
        database.createNativeQuery(
                        "delete from documentation_gap where id in (select id from documentation_gap order by last_asked desc, id desc offset :most)")
                .setParameter("most", most)
                .executeUpdate();
    }

    /** Who asks the same next opens it again, in his own words. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        GapEntity.delete("customer = ?1 and firstAsked <= ?2", customer.value(), until);
        return true;
    }

    @Override
    public List<Gap> mostFrequent(int most) {
        return GapEntity.<GapEntity>find("order by times desc, lastAsked desc, id").page(0, most).stream()
                .map(row -> new Gap(row.question, row.times, row.firstAsked, row.lastAsked))
                .toList();
    }
}
