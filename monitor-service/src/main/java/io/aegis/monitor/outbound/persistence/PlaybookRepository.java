package io.aegis.monitor.outbound.persistence;

import io.aegis.messaging.Database;
import io.aegis.monitor.application.PlaybookStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class PlaybookRepository implements PlaybookStore {
    private static final String LATEST = """
            select v.playbook, v.version, v.text, v.by_user, v.at, p.enabled
            from playbook p join playbook_version v on v.playbook = p.id and v.version = p.version
            """;

    private final Database database;

    PlaybookRepository(Database database) {
        this.database = database;
    }

    @Override
    public long revision() {
        return database.query("select revision from playbook_revision", row -> row.getLong("revision"))
                .getFirst();
    }

    @Override
    public void lock() {
        database.update("update playbook_revision set revision = revision + 1");
    }

    @Override
    public List<Kept> latest() {
        return database.query(LATEST + "order by p.id", PlaybookRepository::kept);
    }

    @Override
    public Optional<Kept> latest(String playbook) {
        return database.query(LATEST + "where p.id = ?", PlaybookRepository::kept, playbook).stream()
                .findFirst();
    }

    @Override
    public List<Version> versions(String playbook) {
        return database.query(
                "select version, text, by_user, at from playbook_version where playbook = ? order by version",
                PlaybookRepository::version,
                playbook);
    }

    @Override
    public void add(String playbook, Version version, boolean enabled) {
        database.update("""
                insert into playbook (id, version, enabled) values (?, ?, ?)
                on conflict (id) do update set version = excluded.version
                """, playbook, version.number(), enabled);
        database.update(
                "insert into playbook_version (playbook, version, text, by_user, at) values (?, ?, ?, ?, ?)",
                playbook,
                version.number(),
                version.text(),
                version.by(),
                version.at());
    }

    @Override
    public void enable(String playbook, boolean enabled) {
        database.update("update playbook set enabled = ? where id = ?", enabled, playbook);
    }

    @Override
    public void note(String playbook, Change change) {
        database.update(
                "insert into playbook_change (playbook, version, what, by_user, reason, at) values (?, ?, ?, ?, ?, ?)",
                playbook,
                change.version(),
                change.what(),
                change.by(),
                change.reason(),
                change.at());
    }

    @Override
    public List<Change> changes(String playbook, int limit) {
        return database.query(
                "select version, what, by_user, reason, at from playbook_change where playbook = ? order by id desc limit ?",
                row -> new Change(
                        row.getInt("version"),
                        row.getString("what"),
                        row.getString("by_user"),
                        row.getString("reason"),
                        row.getTimestamp("at").toInstant()),
                playbook,
                limit);
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(row.getString("playbook"), version(row), row.getBoolean("enabled"));
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                row.getInt("version"),
                row.getString("text"),
                row.getString("by_user"),
                row.getTimestamp("at").toInstant());
    }
}
