package io.aegis.monitor.outbound.persistence;

import io.aegis.monitor.application.PlaybookStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** Plain statements: rows that are only added need no entities. */
@ApplicationScoped
class PlaybookRepository implements PlaybookStore {
    private static final String LATEST = """
            select v.playbook, v.version, v.text, v.by_user, v.at, p.enabled
            from playbook p join playbook_version v on v.playbook = p.id and v.version = p.version
            """;

    private final Session session;

    PlaybookRepository(Session session) {
        this.session = session;
    }

    @Override
    public long revision() {
        return session.createNativeQuery("select revision from playbook_revision", Long.class)
                .getSingleResult();
    }

    @Override
    public void lock() {
        session.createNativeMutationQuery("update playbook_revision set revision = revision + 1")
                .executeUpdate();
    }

    @Override
    public List<Kept> latest() {
        return session.createNativeQuery(LATEST + "order by p.id", Tuple.class).getResultList().stream()
                .map(PlaybookRepository::kept)
                .toList();
    }

    @Override
    public Optional<Kept> latest(String playbook) {
        return session
                .createNativeQuery(LATEST + "where p.id = :playbook", Tuple.class)
                .setParameter("playbook", playbook)
                .getResultList()
                .stream()
                .map(PlaybookRepository::kept)
                .findFirst();
    }

    @Override
    public List<Version> versions(String playbook) {
        return session
                .createNativeQuery(
                        "select version, text, by_user, at from playbook_version where playbook = :playbook order by version",
                        Tuple.class)
                .setParameter("playbook", playbook)
                .getResultList()
                .stream()
                .map(PlaybookRepository::version)
                .toList();
    }

    @Override
    public void add(String playbook, Version version, boolean enabled) {
        session.createNativeMutationQuery("""
                        insert into playbook (id, version, enabled) values (:playbook, :version, :enabled)
                        on conflict (id) do update set version = excluded.version
                        """)
                .setParameter("playbook", playbook)
                .setParameter("version", version.number())
                .setParameter("enabled", enabled)
                .executeUpdate();
        session.createNativeMutationQuery("""
                        insert into playbook_version (playbook, version, text, by_user, at)
                        values (:playbook, :version, :text, :by, :at)
                        """)
                .setParameter("playbook", playbook)
                .setParameter("version", version.number())
                .setParameter("text", version.text())
                .setParameter("by", version.by())
                .setParameter("at", version.at())
                .executeUpdate();
    }

    @Override
    public void enable(String playbook, boolean enabled) {
        session.createNativeMutationQuery("update playbook set enabled = :enabled where id = :playbook")
                .setParameter("playbook", playbook)
                .setParameter("enabled", enabled)
                .executeUpdate();
    }

    @Override
    public void note(String playbook, Change change) {
        session.createNativeMutationQuery("""
                        insert into playbook_change (playbook, version, what, by_user, reason, at)
                        values (:playbook, :version, :what, :by, cast(:reason as text), :at)
                        """)
                .setParameter("playbook", playbook)
                .setParameter("version", change.version())
                .setParameter("what", change.what())
                .setParameter("by", change.by())
                .setParameter("reason", change.reason(), String.class)
                .setParameter("at", change.at())
                .executeUpdate();
    }

    @Override
    public List<Change> changes(String playbook, int limit) {
        return session
                .createNativeQuery("""
                        select version, what, by_user, reason, at from playbook_change
                        where playbook = :playbook order by id desc limit :most
                        """, Tuple.class)
                .setParameter("playbook", playbook)
                .setParameter("most", limit)
                .getResultList()
                .stream()
                .map(row -> new Change(
                        row.get("version", Integer.class),
                        row.get("what", String.class),
                        row.get("by_user", String.class),
                        row.get("reason", String.class),
                        row.get("at", Instant.class)))
                .toList();
    }

    private static Kept kept(Tuple row) {
        return new Kept(row.get("playbook", String.class), version(row), row.get("enabled", Boolean.class));
    }

    private static Version version(Tuple row) {
        return new Version(
                row.get("version", Integer.class),
                row.get("text", String.class),
                row.get("by_user", String.class),
                row.get("at", Instant.class));
    }
}
