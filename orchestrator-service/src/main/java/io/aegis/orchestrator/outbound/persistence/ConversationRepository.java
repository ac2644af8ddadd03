package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import io.aegis.orchestrator.application.ConversationStore;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Conversations in PostgreSQL. Costs follow what is asked for, not how much there is. */
@ApplicationScoped
class ConversationRepository implements ConversationStore, PersonalRecords {
    /** Of a taken-over conversation the line's text is the reason's name, and nobody's words. */
    private static final List<String> FORGET = List.of(
            """
            update line set text = 'erased'
            where speaker <> 'taken_over' and at <= :until
                  and conversation in (select id from conversation where customer = :customer)
            """,
            """
            update line set text = 'erased' where turn in (select id from turn where customer = :customer and began_at <= :until)
            """,
            "update conversation set title = null, summary = null where customer = :customer and opened_at <= :until",
            """
            update turn set steps = '[]', idempotency_key = null, request_hash = null,
                            offers = case when offers is null then null else '[]' end,
                            feedback = cast(cast(feedback as jsonb) - 'comment' as text)
            where customer = :customer and began_at <= :until
            """);

    private final EntityManager entities;
    private final Database database;

    ConversationRepository(EntityManager entities, Database database) {
        this.entities = entities;
        this.database = database;
    }

    @Override
    public Optional<Conversation> find(ConversationId id) {
        return ConversationEntity.<ConversationEntity>findByIdOptional(id.value())
                .map(Rows::read);
    }

    @Override
    public List<Conversation> latest(CustomerId customer, int atMost) {
        return ConversationEntity.<ConversationEntity>find("customer = ?1 order by openedAt desc, id", customer.value())
                .page(0, atMost)
                .stream()
                .map(Rows::read)
                .toList();
    }

    @Override
    public List<Conversation> handedOff(int atMost) {
        return ConversationEntity.<ConversationEntity>find("handoffSince is not null order by handoffSince, id")
                .page(0, atMost)
                .stream()
                .map(Rows::read)
                .toList();
    }

    @Override
    public void open(Conversation conversation) {
        ConversationEntity row = new ConversationEntity();
        Rows.write(conversation, row);
        row.persist();
    }

    @Override
    public void save(Conversation conversation) {
        Rows.write(conversation, ConversationEntity.findById(conversation.id().value()));
    }

    @Override
    public void append(ConversationId conversation, Line line) {
        Rows.row(conversation, line).persist();
    }

    @Override
    public List<Line> lines(ConversationId conversation, long after, int atMost) {
        return LineEntity.<LineEntity>find(
                        "conversation = ?1 and revision > ?2 order by revision desc", conversation.value(), after)
                .page(0, atMost)
                .list()
                .reversed()
                .stream()
                .map(Rows::read)
                .toList();
    }

    @Override
    public List<Line.KeptBack> keptBack(ConversationId conversation) {
        return LineEntity.<LineEntity>find("conversation = ?1 and keptBack order by revision", conversation.value())
                .stream()
                .map(Rows::keptBack)
                .toList();
    }

    @Override
    public void say(ConversationId conversation, Line.KeptBack line, long revision) {
        entities.createNativeQuery(
                        "update line set kept_back = false, revision = ?1 where conversation = ?2 and revision = ?3")
                .setParameter(1, revision)
                .setParameter(2, conversation.value())
                .setParameter(3, line.revision())
                .executeUpdate();
        if (line.said() instanceof Line.Replied replied) {
            TurnEntity.update(
                    "changedRevision = ?1 where id = ?2",
                    revision,
                    replied.turn().value());
        }
    }

    @Override
    public List<Line.Asked> queued(ConversationId conversation) {
        return LineEntity.<LineEntity>find(
                        "conversation = ?1 and speaker = ?2 and turn in (select id from TurnEntity where conversation = ?1"
                                + " and status = ?3) order by revision",
                        conversation.value(),
                        LineEntity.CUSTOMER,
                        TurnEntity.QUEUED)
                .stream()
                .map(Rows::asked)
                .toList();
    }

    @Override
    public List<Turn> begun(ConversationId conversation, long after, long upTo, int atMost) {
        return TurnEntity.<TurnEntity>find(
                        "conversation = ?1 and beganRevision > ?2 and beganRevision <= ?3 order by beganRevision desc",
                        conversation.value(),
                        after,
                        upTo)
                .page(0, atMost)
                .list()
                .reversed()
                .stream()
                .map(Rows::read)
                .toList();
    }

    @Override
    public List<Turn> turns(ConversationId conversation, long after, int atMost) {
        return TurnEntity.<TurnEntity>find(
                        "conversation = ?1 and changedRevision > ?2 order by beganRevision desc",
                        conversation.value(),
                        after)
                .page(0, atMost)
                .list()
                .reversed()
                .stream()
                .map(Rows::read)
                .toList();
    }

    @Override
    public Optional<Turn> turn(TurnId id) {
        return TurnEntity.<TurnEntity>findByIdOptional(id.value()).map(Rows::read);
    }

    @Override
    public boolean isAnswered(TurnId first) {
        return database.query("""
                        select 1 from turn where status in (?, ?) and id in (
                            select coalesce(joined_into, id) from turn where id = ? or first = ?) limit 1
                        """, row -> true, TurnEntity.WORKING, TurnEntity.QUEUED, first.value(), first.value())
                .isEmpty();
    }

    @Override
    public List<Turn> further(TurnId first) {
        return TurnEntity.<TurnEntity>find("first = ?1 order by beganRevision", first.value()).stream()
                .map(Rows::read)
                .toList();
    }

    @Override
    public Map<TurnId, List<Line.Replied>> replies(Collection<TurnId> turns) {
        if (turns.isEmpty()) {
            return Map.of();
        }
        return LineEntity.<LineEntity>find(
                        "turn in ?1 and speaker = ?2 and not keptBack order by revision",
                        turns.stream().map(TurnId::value).toList(),
                        LineEntity.AEGIS)
                .stream()
                .map(Rows::replied)
                .collect(Collectors.groupingBy(Line.Replied::turn));
    }

    @Override
    public void begin(Turn turn, CustomerId customer, Request request) {
        TurnEntity row = Rows.begin(turn, customer);
        row.requester = request.requester();
        row.idempotencyKey = request.key();
        row.requestHash = request.hash();
        row.first = request.first() == null ? null : request.first().value();
        row.persist();
    }

    @Override
    public void route(Turn.Working turn, long revision) {
        TurnEntity row = TurnEntity.findById(turn.id().value());
        Rows.beginning(turn, row);
        Rows.write(turn, revision, row);
    }

    @Override
    public void save(Turn turn, long revision) {
        Rows.write(turn, revision, TurnEntity.findById(turn.id().value()));
    }

    @Override
    public Optional<Earlier> earlier(CustomerId customer, Request request) {
        return TurnEntity.<TurnEntity>find(
                        "customer = ?1 and requester = ?2 and idempotencyKey = ?3",
                        customer.value(),
                        request.requester(),
                        request.key())
                .firstResultOptional()
                .map(row -> new Earlier(new TurnId(row.id), String.valueOf(row.requestHash)));
    }

    @Override
    public List<Seen> seen(CustomerId customer) {
        List<?> rows = entities.createNativeQuery(
                        "select source, sequence from seen where customer = ?1 order by source", Object[].class)
                .setParameter(1, customer.value())
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Seen((String) row[0], ((Number) row[1]).longValue()))
                .toList();
    }

    @Override
    public void saw(CustomerId customer, List<Seen> points) {
        database.update(
                """
                insert into seen (customer, source, sequence)
                select ?, p.source, max(p.sequence) from unnest(?::text[], ?::bigint[]) as p(source, sequence) group by p.source
                on conflict (customer, source) do update set sequence = greatest(seen.sequence, excluded.sequence)
                """,
                customer.value(),
                points.stream().map(Seen::source).toArray(String[]::new),
                points.stream().map(Seen::sequence).toArray(Long[]::new));
    }

    /** That conversations were held, when and about what intents, stays. What is said to a turn that has not ended comes yet. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        for (String statement : FORGET) {
            entities.createNativeQuery(statement)
                    .setParameter("customer", customer.value())
                    .setParameter("until", until)
                    .executeUpdate();
        }
        return TurnEntity.count(
                        "customer = ?1 and beganAt <= ?2 and status in ?3",
                        customer.value(),
                        until,
                        List.of(TurnEntity.WORKING, TurnEntity.WAITING, TurnEntity.QUEUED))
                == 0;
    }

    @Override
    public Map<ConversationId, Long> revisions(Set<ConversationId> conversations) {
        return entities.createQuery("select id, revision from ConversationEntity where id in ?1", Object[].class)
                .setParameter(
                        1, conversations.stream().map(ConversationId::value).toList())
                .getResultStream()
                .collect(Collectors.toMap(row -> new ConversationId((String) row[0]), row -> (Long) row[1]));
    }
}
