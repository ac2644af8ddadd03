package io.aegis.query.outbound;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import io.aegis.query.application.GapStore;
import io.aegis.query.domain.Gap;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Gaps in this agent's database. */
@ApplicationScoped
class GapRepository implements GapStore, PersonalRecords {
    /** A turn's message dies long before. */
    private static final Duration WORKED_AGAIN_WITHIN = Duration.ofDays(7);

    /** Any number that nothing else in this database locks. */
    private static final long GROUPING = 1_500_015;

    private final Database database;

    GapRepository(Database database) {
        this.database = database;
    }

    @Override
    public boolean count(TurnId turn, Instant at) {
        database.query("select cast(pg_advisory_xact_lock(?) as text)", row -> true, GROUPING);
        database.update("delete from documentation_gap_turn where asked_at < ?", at.minus(WORKED_AGAIN_WITHIN));
        return database.update(
                        "insert into documentation_gap_turn (turn, asked_at) values (?, ?) on conflict do nothing",
                        turn.value(),
                        at)
                == 1;
    }

    @Override
    public List<Known> known() {
        return database.query(
                "select id, vector from documentation_gap",
                row -> new Known(
                        row.getLong(1), floats((Float[]) row.getArray(2).getArray())));
    }

    private static float[] floats(Float[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = numbers[i];
        }
        return floats;
    }

    @Override
    public void open(String question, CustomerId customer, float[] vector, Instant at) {
        Float[] numbers = new Float[vector.length];
        Arrays.setAll(numbers, i -> vector[i]);
        database.update("""
                insert into documentation_gap (question, customer, vector, times, first_asked, last_asked)
                values (?, ?, ?, 1, ?, ?)
                """, question, customer.value(), numbers, at, at);
    }

    @Override
    public void askedAgain(long gap, Instant at) {
        database.update("update documentation_gap set times = times + 1, last_asked = ? where id = ?", at, gap);
    }

    @Override
    public void keep(int most) {
        database.update(
                "delete from documentation_gap where id in (select id from documentation_gap order by last_asked desc, id desc offset ?)",
                most);
    }

    /** Who asks the same next opens it again, in his own words. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update(
                "delete from documentation_gap where customer = ? and first_asked <= ?", customer.value(), until);
        return true;
    }

    @Override
    public List<Gap> mostFrequent(int most) {
        return database.query(
                """
                select question, times, first_asked, last_asked from documentation_gap
                order by times desc, last_asked desc, id limit ?
                """,
                row -> new Gap(
                        row.getString("question"),
                        row.getLong("times"),
                        Database.time(row, "first_asked"),
                        Database.time(row, "last_asked")),
                most);
    }
}
