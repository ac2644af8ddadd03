package io.aegis.approval.outbound.persistence;

import io.aegis.approval.application.AuditRepository;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class AuditTable implements AuditRepository {
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private static AuditChain.Head head(CustomerId customer) {
        return AuditHeadEntity.<AuditHeadEntity>findByIdOptional(customer.value())
                .map(row -> new AuditChain.Head(customer, row.position, row.hash))
                .orElseGet(() -> AuditChain.Head.start(customer));
    }

    @Override
    public Map<AuditChain.Link, Words> words(List<AuditChain.Link> links) {
        if (links.isEmpty()) {
            return Map.of();
        }
        Map<AuditRecordEntity.Place, AuditWordsEntity> rows = AuditWordsEntity.<AuditWordsEntity>find(
                        "place.customer in ?1",
                        links.stream().map(link -> link.customer().value()).collect(Collectors.toSet()))
                .stream()
                .collect(Collectors.toMap(row -> row.place, Function.identity()));
        Map<AuditChain.Link, Words> words = new HashMap<>();
        for (AuditChain.Link link : links) {
            AuditWordsEntity row =
                    rows.get(new AuditRecordEntity.Place(link.customer().value(), link.position()));
            if (row != null) {
                words.put(link, new Words(row.salt, row.words));
            }
        }
        return words;
    }

    @Override
    public int forgetWords(CustomerId customer, Instant until) {
        return Panache.getEntityManager()
                .createNativeQuery("""
                        delete from audit_words w using audit_record r join approval a using (action)
                        where w.customer = :customer and r.customer = w.customer and r.position = w.position
                              and a.customer = w.customer and a.state <> 'held' and a.proposed_at <= :until
                        """)
                .setParameter("customer", customer.value())
                .setParameter("until", until)
                .executeUpdate();
    }

    @Override
    public AuditChain chain(CustomerId customer) {
        asOfOneMoment();
        return new AuditChain(head(customer), links("place.customer = ?1 order by place.position", customer.value()));
    }

    @Override
    public Optional<AuditChain> chain(CustomerId customer, @Nullable Instant from, @Nullable Instant to) {
        asOfOneMoment();
        Object[] ends = (Object[]) Panache.getEntityManager()
                .createQuery("""
                        select min(place.position), max(place.position) from AuditRecordEntity
                        where place.customer = :customer and at >= :from and at < :to
                        """)
                .setParameter("customer", customer.value())
                .setParameter("from", Objects.requireNonNullElse(from, Instant.EPOCH))
                .setParameter("to", Objects.requireNonNullElse(to, FAR))
                .getSingleResult();
        if (!(ends[0] instanceof Long first) || !(ends[1] instanceof Long last)) {
            return Optional.empty();
        }
        // One more on each side tells the hashes at the ends.
        List<AuditChain.Link> links = links(AuditRecordEntity.<AuditRecordEntity>find(
                "place.customer = ?1 and place.position between ?2 and ?3 order by place.position",
                customer.value(),
                first - 1,
                last + 1)
                .stream());
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
    @SuppressWarnings("unchecked")
    public List<CustomerId> customers() {
        List<String> names = Panache.getEntityManager()
                .createNativeQuery("select customer from audit_head union select customer from audit_record order by 1")
                .getResultList();
        return names.stream().map(CustomerId::new).toList();
    }

    private static void asOfOneMoment() {
        Panache.getEntityManager()
                .createNativeQuery("set transaction isolation level repeatable read")
                .executeUpdate();
    }

    @Override
    public Found latest(String verdict, int limit) {
        return new Found(
                AuditRecordEntity.count("verdict", verdict),
                links(
                        AuditRecordEntity.<AuditRecordEntity>find("verdict = ?1 order by at desc", verdict)
                                .range(0, limit - 1)
                                .stream()));
    }

    @Override
    public List<AuditChain.Link> of(ActionId action) {
        return links("action = ?1 order by place.customer, place.position", action.value());
    }

    private static List<AuditChain.Link> links(String query, String key) {
        return links(AuditRecordEntity.<AuditRecordEntity>find(query, key).stream());
    }

    private static List<AuditChain.Link> links(Stream<AuditRecordEntity> rows) {
        return rows.map(row -> new AuditChain.Link(
                        new CustomerId(row.place.customer()),
                        row.place.position(),
                        new ActionId(row.action),
                        row.verdict,
                        row.at,
                        row.previous,
                        row.record,
                        row.hash))
                .toList();
    }
}
