package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.AuditRepository;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class AuditTable implements AuditRepository {
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private static final String SELECT =
            "select customer, position, action, verdict, at, previous, record, hash from audit_record ";

    private final Database database;

    AuditTable(Database database) {
        this.database = database;
    }

    private record Place(CustomerId customer, long position) {}

    private record Said(Place place, Words words) {}

    private record Ends(@Nullable Long first, @Nullable Long last) {}

    @Override
    public Map<AuditChain.Link, Words> words(List<AuditChain.Link> links) {
        if (links.isEmpty()) {
            return Map.of();
        }
        Map<Place, Words> kept = new HashMap<>();
        database.query(
                        "select customer, position, salt, words from audit_words where customer = any (?)",
                        row -> new Said(
                                new Place(new CustomerId(row.getString(1)), row.getLong(2)),
                                new Words(row.getString(3), row.getString(4))),
                        (Object) links.stream()
                                .map(link -> link.customer().value())
                                .distinct()
                                .toArray(String[]::new))
                .forEach(said -> kept.put(said.place, said.words));
        Map<AuditChain.Link, Words> words = new HashMap<>();
        for (AuditChain.Link link : links) {
            Words said = kept.get(new Place(link.customer(), link.position()));
            if (said != null) {
                words.put(link, said);
            }
        }
        return words;
    }

    @Override
    public int forgetWords(CustomerId customer, Instant until) {
        return database.update("""
                delete from audit_words w using audit_record r join approval a using (action)
                where w.customer = ? and r.customer = w.customer and r.position = w.position
                      and a.customer = w.customer and a.state <> 'held' and a.proposed_at <= ?
                """, customer.value(), until);
    }

    @Override
    public AuditChain chain(CustomerId customer) {
        asOfOneMoment();
        return new AuditChain(head(customer), links("where customer = ? order by position", customer.value()));
    }

    @Override
    public Optional<AuditChain> chain(CustomerId customer, @Nullable Instant from, @Nullable Instant to) {
        asOfOneMoment();
        Ends ends = database.query(
                        "select min(position), max(position) from audit_record where customer = ? and at >= ? and at < ?",
                        row -> new Ends(row.getObject(1, Long.class), row.getObject(2, Long.class)),
                        customer.value(),
                        Objects.requireNonNullElse(from, Instant.EPOCH),
                        Objects.requireNonNullElse(to, FAR))
                .getFirst();
        if (!(ends.first instanceof Long first) || !(ends.last instanceof Long last)) {
            return Optional.empty();
        }
        // One more on each side tells the hashes at the ends.
        List<AuditChain.Link> links = links(
                "where customer = ? and position between ? and ? order by position",
                customer.value(),
                first - 1,
                last + 1);
        AuditChain.Head head = head(customer);
        return Optional.of(new AuditChain(
                links.stream()
                        .filter(link -> link.position() == first - 1)
                        .findFirst()
                        .map(AuditChain.Link::asHead)
                        .orElseGet(() -> AuditChain.Head.start(customer)),
                links.stream()
                        .filter(link -> link.position() == last + 1)
                        .findFirst()
                        .map(link -> new AuditChain.Head(customer, last, link.previous()))
                        .orElse(head),
                links.stream()
                        .filter(link -> link.position() >= first && link.position() <= last)
                        .toList()));
    }

    @Override
    public List<CustomerId> customers() {
        return database.query(
                "select customer from audit_head union select customer from audit_record order by 1",
                row -> new CustomerId(row.getString(1)));
    }

    @Override
    public Found latest(String verdict, int limit) {
        return new Found(
                database.query("select count(*) from audit_record where verdict = ?", row -> row.getLong(1), verdict)
                        .getFirst(),
                links("where verdict = ? order by at desc limit ?", verdict, limit));
    }

    @Override
    public List<AuditChain.Link> of(ActionId action) {
        return links("where action = ? order by customer, position", action.value());
    }

    private AuditChain.Head head(CustomerId customer) {
        return database
                .query(
                        "select position, hash from audit_head where customer = ?",
                        row -> new AuditChain.Head(customer, row.getLong(1), row.getString(2)),
                        customer.value())
                .stream()
                .findFirst()
                .orElseGet(() -> AuditChain.Head.start(customer));
    }

    private void asOfOneMoment() {
        database.update("set transaction isolation level repeatable read");
    }

    private List<AuditChain.Link> links(String which, Object... parameters) {
        return database.query(SELECT + which, AuditTable::link, parameters);
    }

    private static AuditChain.Link link(ResultSet row) throws SQLException {
        return new AuditChain.Link(
                new CustomerId(row.getString("customer")),
                row.getLong("position"),
                new ActionId(row.getString("action")),
                row.getString("verdict"),
                Database.time(row, "at"),
                row.getString("previous"),
                row.getString("record"),
                row.getString("hash"));
    }
}
