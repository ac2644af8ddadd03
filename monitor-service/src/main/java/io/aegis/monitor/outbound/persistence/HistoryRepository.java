package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import io.aegis.monitor.application.HistoryStore;
import io.aegis.monitor.domain.Backtest.Told;
import io.aegis.monitor.domain.Happening;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

@ApplicationScoped
class HistoryRepository implements HistoryStore, PersonalRecords {
    private final Database database;

    HistoryRepository(Database database) {
        this.database = database;
    }

    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update("delete from history where customer = ? and told_at <= ?", customer.value(), until);
        return true;
    }

    @Override
    public int forget(Instant before, int most) {
        return database.update("""
                delete from history where ctid = any (array(
                    select ctid from history where told_at < ? order by told_at limit ?))
                """, before, most);
    }

    @Override
    public List<CustomerId> customers(String after, Instant since, int most) {
        return database.query(
                "select distinct customer from history where customer > ? and told_at >= ? order by 1 limit ?",
                row -> new CustomerId(row.getString("customer")),
                after,
                since,
                most);
    }

    @Override
    public List<Told> told(CustomerId customer, Instant since) {
        return database.query(
                "select told_at, snapshot, happenings from history where customer = ? and told_at >= ? order by told_at, id",
                row -> new Told(
                        row.getTimestamp("told_at").toInstant(),
                        Json.read(row.getString("snapshot"), CustomerSnapshot.class),
                        List.of(Json.read(row.getString("happenings"), Happening[].class))),
                customer.value(),
                since);
    }

    @Override
    public List<Instant> contacts(CustomerId customer, String butNotBy, Instant since) {
        return database.query(
                "select at from contact where customer = ? and source <> ? and at >= ? order by at",
                row -> row.getTimestamp("at").toInstant(),
                customer.value(),
                butNotBy,
                since);
    }
}
