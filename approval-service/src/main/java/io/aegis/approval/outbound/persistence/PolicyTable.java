package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.PolicyRepository;
import io.aegis.contracts.Json;
import io.aegis.contracts.Stopped;
import io.aegis.messaging.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class PolicyTable implements PolicyRepository {
    private static final String SELECT = "select version, name, text, stored_by, at from policy_version ";

    private final Database database;

    PolicyTable(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Stored> find(String version) {
        return database.query(SELECT + "where version = ?", PolicyTable::read, version).stream()
                .findFirst();
    }

    @Override
    public List<Stored> all() {
        return database.query(SELECT + "order by at desc, version", PolicyTable::read);
    }

    @Override
    public void add(Stored policy) {
        database.update(
                "insert into policy_version (version, name, text, stored_by, at) values (?, ?, ?, ?, ?)",
                policy.version(),
                policy.name(),
                policy.text(),
                policy.by(),
                policy.at());
    }

    @Override
    public InForce inForce() {
        return database.query(
                        "select active, shadow, stopped from in_force",
                        row -> new InForce(
                                row.getString(1), row.getString(2), Json.read(row.getString(3), Stopped.class)))
                .getFirst();
    }

    @Override
    public void put(InForce next) {
        database.update(
                "update in_force set active = ?, shadow = ?, stopped = ?",
                next.active(),
                next.shadow(),
                Json.text(next.stopped()));
    }

    private static Stored read(ResultSet row) throws SQLException {
        return new Stored(
                row.getString("version"),
                row.getString("name"),
                row.getString("text"),
                row.getString("stored_by"),
                Database.time(row, "at"));
    }
}
