package io.aegis.state.outbound.persistence;

import io.aegis.state.application.CustomerFiles.Format;
import io.aegis.state.application.ImportStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.query.MutationQuery;
import org.jspecify.annotations.Nullable;

/** Plain statements: parts are never loaded with their import, and a claim is one statement. */
@ApplicationScoped
class ImportRepository implements ImportStore {
    private final Session session;

    ImportRepository(Session session) {
        this.session = session;
    }

    @Override
    public void begin(String id, String caller, Format format, Instant now) {
        change("""
                insert into customer_import (id, caller, format, created_at, state)
                values (:id, :caller, :format, :now, 'receiving')
                """, id)
                .setParameter("caller", caller)
                .setParameter("format", format.name().toLowerCase(Locale.ROOT))
                .setParameter("now", now)
                .executeUpdate();
    }

    @Override
    public void append(String id, int part, byte[] data) {
        change("insert into customer_import_part (import, part, data) values (:id, :part, :data)", id)
                .setParameter("part", part)
                .setParameter("data", data)
                .executeUpdate();
    }

    @Override
    public void complete(String id, @Nullable String key, String hash, long bytes) {
        change("""
                update customer_import set state = 'waiting', key = cast(:key as text), hash = :hash, bytes = :bytes
                where id = :id
                """, id)
                .setParameter("key", key, String.class)
                .setParameter("hash", hash)
                .setParameter("bytes", bytes)
                .executeUpdate();
    }

    @Override
    public void discard(String id) {
        change("delete from customer_import where id = :id", id).executeUpdate();
    }

    @Override
    public void discardUnfinished(Instant before) {
        session.createNativeMutationQuery(
                        "delete from customer_import where state = 'receiving' and created_at < :before")
                .setParameter("before", before)
                .executeUpdate();
    }

    @Override
    public Optional<ImportJob> find(String id) {
        return session.createNativeQuery("select * from customer_import where id = :id", Tuple.class)
                .setParameter("id", id)
                .uniqueResultOptional()
                .map(ImportRepository::job);
    }

    @Override
    public Optional<ImportJob> find(String caller, String key) {
        return session.createNativeQuery(
                        "select * from customer_import where caller = :caller and key = :key", Tuple.class)
                .setParameter("caller", caller)
                .setParameter("key", key)
                .uniqueResultOptional()
                .map(ImportRepository::job);
    }

    @Override
    public Optional<ImportJob> claim(String owner, Duration lease) {
        return session.createNativeQuery("""
                        update customer_import
                        set owner = :owner, attempts = attempts + 1,
                            lease_until = now() + cast(:lease as double precision) * interval '1 second'
                        where id = (
                            select id from customer_import
                            where state = 'waiting' and (lease_until is null or lease_until < now())
                            order by created_at limit 1 for update skip locked)
                        returning *
                        """, Tuple.class)
                .setParameter("owner", owner)
                .setParameter("lease", (double) lease.toSeconds())
                .uniqueResultOptional()
                .map(ImportRepository::job);
    }

    @Override
    public Optional<byte[]> part(String id, int number) {
        return session.createNativeQuery(
                        "select data from customer_import_part where import = :id and part = :part", byte[].class)
                .setParameter("id", id)
                .setParameter("part", number)
                .uniqueResultOptional();
    }

    @Override
    public boolean advance(String id, String owner, Duration lease, Progress progress, List<Fault> faults) {
        boolean mine = change("""
                        update customer_import
                        set bytes_read = :bytes, line = :line, records = :records, changed = :changed, refused = :refused,
                            attempts = 0, lease_until = now() + cast(:lease as double precision) * interval '1 second'
                        where id = :id and owner = :owner and state = 'waiting'
                        """, id)
                        .setParameter("owner", owner)
                        .setParameter("bytes", progress.bytes())
                        .setParameter("line", progress.line())
                        .setParameter("records", progress.records())
                        .setParameter("changed", progress.changed())
                        .setParameter("refused", progress.refused())
                        .setParameter("lease", (double) lease.toSeconds())
                        .executeUpdate()
                == 1;
        if (mine && progress.refused() - faults.size() < MOST_FAULTS) {
            for (Fault fault : faults) {
                change("""
                        insert into customer_import_fault (import, line, field, reason)
                        values (:id, :line, :field, :reason) on conflict do nothing
                        """, id)
                        .setParameter("line", fault.line())
                        .setParameter("field", fault.field())
                        .setParameter("reason", fault.reason())
                        .executeUpdate();
            }
        }
        return mine;
    }

    @Override
    public void release(String id, String owner) {
        change("update customer_import set owner = null, lease_until = null where id = :id and owner = :owner", id)
                .setParameter("owner", owner)
                .executeUpdate();
    }

    @Override
    public void end(String id, @Nullable String failure, Instant now) {
        change("""
                update customer_import
                set state = :state, reason = cast(:reason as text), ended_at = :now, lease_until = null,
                    bytes_read = case when :state = 'done' then bytes else bytes_read end
                where id = :id and state = 'waiting'
                """, id)
                .setParameter("state", failure == null ? "done" : "failed")
                .setParameter("reason", failure, String.class)
                .setParameter("now", now)
                .executeUpdate();
        change("delete from customer_import_part where import = :id", id).executeUpdate();
    }

    @Override
    public List<Fault> faults(String id, int limit) {
        return session
                .createNativeQuery(
                        "select line, field, reason from customer_import_fault where import = :id order by line, field",
                        Tuple.class)
                .setParameter("id", id)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(row ->
                        new Fault(number(row, "line"), row.get("field", String.class), row.get("reason", String.class)))
                .toList();
    }

    private MutationQuery change(String sql, String id) {
        return session.createNativeMutationQuery(sql).setParameter("id", id);
    }

    private static ImportJob job(Tuple row) {
        return new ImportJob(
                row.get("id", String.class),
                Format.valueOf(row.get("format", String.class).toUpperCase(Locale.ROOT)),
                row.get("hash", String.class),
                number(row, "bytes"),
                row.get("created_at", Instant.class),
                state(row),
                new Progress(
                        number(row, "bytes_read"),
                        number(row, "line"),
                        number(row, "records"),
                        number(row, "changed"),
                        number(row, "refused")),
                Math.toIntExact(number(row, "attempts")));
    }

    private static State state(Tuple row) {
        String state = row.get("state", String.class);
        return switch (state) {
            case "receiving" -> new State.Receiving();
            case "waiting" -> new State.Waiting();
            case "done" -> new State.Done(row.get("ended_at", Instant.class));
            case "failed" -> new State.Failed(row.get("ended_at", Instant.class), row.get("reason", String.class));
            default -> throw new IllegalStateException("an import is " + state);
        };
    }

    private static long number(Tuple row, String column) {
        return row.get(column, Number.class).longValue();
    }
}
