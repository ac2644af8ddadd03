package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.SealRepository;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.messaging.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class SealTable implements SealRepository {
    private static final String SELECT = "select number, content, ends, signature from audit_seal ";

    private final Database database;

    SealTable(Database database) {
        this.database = database;
    }

    @Override
    public Optional<AuditSeal> last() {
        return database.query(SELECT + "order by number desc limit 1", SealTable::read).stream()
                .findFirst();
    }

    @Override
    public boolean waiting() {
        return !database.query("select 1 from audit_head where not sealed limit 1", row -> true)
                .isEmpty();
    }

    @Override
    public List<AuditChain.Head> unsealed(int most) {
        return database.query(
                """
                select customer, position, hash from audit_head where not sealed
                order by customer limit ? for update skip locked
                """,
                row -> new AuditChain.Head(new CustomerId(row.getString(1)), row.getLong(2), row.getString(3)),
                most);
    }

    @Override
    public void add(AuditSeal seal, Instant at) {
        database.update(
                "insert into audit_seal (number, at, content, ends, signature) values (?, ?, ?, ?, ?)",
                seal.number(),
                at,
                seal.content(),
                Json.text(seal.ends()),
                seal.signature());
        database.update("update audit_head set sealed = true where customer = any (?)", (Object)
                seal.ends().stream().map(end -> end.customer().value()).toArray(String[]::new));
    }

    @Override
    public List<AuditSeal> after(long number, @Nullable Instant from, int most) {
        return database.query(
                SELECT + "where number > ? and at >= ? order by number limit ?",
                SealTable::read,
                number,
                Objects.requireNonNullElse(from, Instant.EPOCH),
                most);
    }

    private static AuditSeal read(ResultSet row) throws SQLException {
        return new AuditSeal(
                row.getLong("number"),
                row.getString("content"),
                List.of(Json.read(row.getString("ends"), AuditChain.Head[].class)),
                row.getString("signature"));
    }
}
