package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.Seen;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class MessagingTest {
    @Inject
    NoteHandler handler;

    @Inject
    Database database;

    @Inject
    Transactions transactions;

    @Inject
    Applied applied;

    private Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire();
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    @Test
    void answersEachNoteInOrder() {
        CustomerId customer = new CustomerId("in-order");
        IntStream.range(0, 50).forEach(number -> send(new Note(customer, number, "")));
        assertThat(wire.echoes(customer, 50))
                .isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void tellsTheCauseAndTheSequenceOfWhatItSends() {
        CustomerId customer = new CustomerId("envelopes");
        Note note = new Note(customer, 1, "");
        wire.send(
                "test.in",
                new Envelope("e-1", "outside", "test.note.v1", customer, Instant.EPOCH, "c-1", null, null),
                note);

        ConsumerRecord<String, byte[]> record =
                wire.read("test.out", customer, 1).getFirst();
        assertThat(CloudEventCodec.read(record)).isInstanceOfSatisfying(CloudEventCodec.Received.Event.class, event -> {
            Envelope envelope = event.envelope();
            assertThat(envelope.id()).isEqualTo("envelopes-1");
            assertThat(envelope.source()).isEqualTo("messaging");
            assertThat(envelope.correlation()).isEqualTo("c-1");
            assertThat(envelope.causation()).isEqualTo("outside/e-1");
            assertThat(envelope.sequence()).isEqualTo(1);
        });
    }

    @Test
    void dropsDuplicates() {
        CustomerId customer = new CustomerId("duplicates");
        Note first = new Note(customer, 1, "");
        Note second = new Note(customer, 2, "");
        wire.send("test.in", Wire.envelope(first, "first", null), first);
        wire.send("test.in", Wire.envelope(second, "second", null), second);
        wire.send("test.in", Wire.envelope(first, "first", null), first);
        wire.send("test.in", Wire.envelope(second, "second", null), second);
        send(new Note(customer, 3, ""));
        assertThat(wire.echoes(customer, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void dropsReplaysAlsoWhenTheInboxHasForgottenThem() {
        CustomerId customer = new CustomerId("replays");
        List<Note> notes = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> new Note(customer, number, ""))
                .toList();
        notes.forEach(
                note -> wire.send("test.in", Wire.envelope(note, "n-" + note.number(), (long) note.number()), note));
        awaitHandled(customer, 1, 2, 3, 4, 5);
        assertThat(applied.covers(customer, List.of(new Seen("outside", 5)))).isTrue();
        assertThat(applied.covers(customer, List.of(new Seen("outside", 6)))).isFalse();
        database.update("delete from inbox where customer = ?", customer.value());

        notes.forEach(
                note -> wire.send("test.in", Wire.envelope(note, "n-" + note.number(), (long) note.number()), note));
        Note last = new Note(customer, 6, "");
        wire.send("test.in", Wire.envelope(last, "n-6", 6L), last);
        assertThat(wire.echoes(customer, 6)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aFailingMessageDelaysItsCustomerOnlyAndKeepsItsOrder() {
        CustomerId failing = new CustomerId("failing");
        CustomerId other = new CustomerId("not-failing");
        AtomicInteger failures = new AtomicInteger();
        handler.on("fail-thrice", (note, unit) -> {
            if (failures.incrementAndGet() <= 3) {
                throw new IllegalStateException("not yet");
            }
        });
        send(new Note(failing, 1, "fail-thrice"));
        send(new Note(failing, 2, ""));
        send(new Note(other, 1, ""));
        assertThat(wire.echoes(failing, 2)).containsExactly(1, 2);
        assertThat(failures).hasValue(4);
        assertThat(position(other, 1)).isLessThan(position(failing, 1));
    }

    @Test
    void whatArrivesWhileNothingWaitsIsWorkedInTheTransactionThatStoresIt() {
        CustomerId customer = new CustomerId("at-once");
        send(new Note(customer, 1, ""));
        awaitHandled(customer, 1);
        send(new Note(customer, 2, "by-the-worker"));
        awaitHandled(customer, 1, 2);
        // The database's now() is when its transaction began.
        assertThat(database.query(
                        "select done_at = received_at from inbox where customer = ? order by id",
                        row -> row.getBoolean(1),
                        customer.value()))
                .containsExactly(true, false);
    }

    @Test
    void whatCannotBeWorkedAsItArrivesIsStoredAllTheSame() {
        CustomerId customer = new CustomerId("not-at-once");
        AtomicInteger failures = new AtomicInteger();
        handler.on("together-not-at-once", (note, unit) -> {
            unit.publish("test.out", new Echo(customer, 100));
            if (failures.getAndIncrement() == 0) {
                throw new IllegalStateException("not at once");
            }
        });
        send(new Note(customer, 1, "together-not-at-once"));
        send(new Note(customer, 2, ""));
        assertThat(wire.echoes(customer, 3)).containsExactly(100, 1, 2);
        assertThat(failures).hasValue(2);
        assertThat(database.query(
                        "select attempts from inbox where customer = ?", row -> row.getInt(1), customer.value()))
                .containsOnly(0);
    }

    @Test
    void whatOnlyCommitsIsCommittedTogetherForManyCustomers() {
        List<CustomerId> customers = customers("together", 20);
        Set<Long> transactions = ConcurrentHashMap.newKeySet();
        Queue<CustomerId> told = new ConcurrentLinkedQueue<>();
        handler.on("together-count", (note, unit) -> {
            transactions.addAll(database.query("select txid_current()", row -> row.getLong(1)));
            unit.afterCommit(() -> told.add(unit.customer()));
        });
        arriveAtOnce(customers.stream()
                .flatMap(customer -> Stream.of(new Note(customer, 1, "together-count"), new Note(customer, 2, "")))
                .toList());
        customers.forEach(customer -> assertThat(wire.echoes(customer, 2)).containsExactly(1, 2));
        assertThat(transactions).hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(told).containsExactlyInAnyOrderElementsOf(customers);
    }

    @Test
    void aFailureAmongManyUndoesTheirCommitAndDelaysItsCustomerOnly() {
        List<CustomerId> customers = customers("one-fails", 20);
        CustomerId failing = customers.get(7);
        AtomicInteger failures = new AtomicInteger();
        Queue<CustomerId> told = new ConcurrentLinkedQueue<>();
        handler.on("together-fail-until-all-others", (note, unit) -> {
            unit.afterCommit(() -> told.add(unit.customer()));
            if (note.customer().equals(failing) && (failures.get() < 2 || told.size() < customers.size() - 1)) {
                failures.incrementAndGet();
                throw new IllegalStateException("not yet");
            }
        });
        arriveAtOnce(customers.stream()
                .map(customer -> new Note(customer, 1, "together-fail-until-all-others"))
                .toList());
        customers.forEach(customer -> awaitHandled(customer, 1));
        assertThat(failures).hasValueGreaterThanOrEqualTo(2);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(told).containsExactlyInAnyOrderElementsOf(customers));
        assertThat(customers.stream().max(Comparator.comparing(customer -> position(customer, 1))))
                .contains(failing);
    }

    /** Of one lane, so that the search that goes on behind the last customer comes round to the others. */
    @Test
    void aBacklogIsWorkedOnceAndInOrder() {
        short lane = Lane.of(new CustomerId("backlog-0"));
        List<CustomerId> customers = customers("backlog", 2000).stream()
                .filter(customer -> Lane.of(customer) == lane)
                .toList();
        List<Integer> numbers = IntStream.rangeClosed(1, 60).boxed().toList();
        arriveAtOnce(numbers.stream()
                .flatMap(number -> customers.stream().map(customer -> new Note(customer, number, "")))
                .toList());
        customers.forEach(customer -> awaitHandled(customer, numbers.toArray(Integer[]::new)));
    }

    @Test
    void amongMessagesWorkedTogetherOnlyNewsIsWorked() {
        CustomerId customer = new CustomerId("overtaken");
        List<Note> notes = IntStream.rangeClosed(1, 6)
                .mapToObj(number -> new Note(customer, number, ""))
                .toList();
        arriveAtOnce(notes.subList(0, 3));
        awaitHandled(customer, 1, 2, 3);
        database.update("delete from inbox where customer = ?", customer.value());
        arriveAtOnce(notes);
        awaitHandled(customer, 1, 2, 3, 4, 5, 6);
    }

    @Test
    void whoIsWorkedTogetherWithOthersIsToldOfThemAndWhoIsWorkedAloneOfNobody() {
        CustomerId customer = new CustomerId("in-company");
        List<Note> notes =
                List.of(new Note(customer, 1, ""), new Note(customer, 2, ""), new Note(customer, 3, "alone"));
        arriveAtOnce(notes);
        awaitHandled(customer, 1, 2, 3);
        assertThat(notes).extracting(handler::besides).containsExactly(List.of(1, 2), List.of(1, 2), List.of());
    }

    @Test
    void messagesThatAreReadyAtTheSameMomentShareATransaction() {
        CountDownLatch goOn = new CountDownLatch(1);
        Map<CustomerId, Long> transactionOf = new ConcurrentHashMap<>();
        handler.on("alone-waits", (note, unit) -> {
            transactionOf.put(note.customer(), transaction());
            awaitQuietly(goOn);
        });
        handler.on("alone", (note, unit) -> transactionOf.put(note.customer(), transaction()));
        send(new Note(new CustomerId("group-first"), 0, "alone-waits"));
        await().atMost(Duration.ofSeconds(20)).until(() -> !transactionOf.isEmpty());
        List<Note> notes = IntStream.range(1, 6)
                .mapToObj(number -> new Note(new CustomerId("group-" + number), number, "alone"))
                .toList();
        notes.forEach(this::send);
        await().atMost(Duration.ofSeconds(20)).until(() -> transactions.waiting() == 5);
        goOn.countDown();

        notes.forEach(note -> awaitHandled(note.customer(), note.number()));
        assertThat(notes.stream()
                        .map(note -> transactionOf.get(note.customer()))
                        .distinct())
                .hasSize(1)
                .doesNotContain(transactionOf.get(new CustomerId("group-first")));
        assertThat(handler.within(notes.getFirst())).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(wire.echoes(new CustomerId("group-3"), 1)).containsExactly(3);
    }

    @Test
    void requestsThatAreReadyAtTheSameMomentShareATransactionAndSayAheadWhatTheyRead() {
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Long> first = threads.submit(() -> transactions.callTogether(
                    new CustomerId("requests-first"), Cause.first("r"), () -> order.add("first"), unit -> {
                        awaitQuietly(goOn);
                        return transaction();
                    }));
            await().atMost(Duration.ofSeconds(20)).until(() -> order.size() == 1);
            List<Future<Long>> others = IntStream.range(0, 3)
                    .mapToObj(number -> threads.submit(() -> transactions.callTogether(
                            new CustomerId("requests-" + number), Cause.first("r"), () -> order.add("ahead"), unit -> {
                                order.add("work");
                                unit.publish("test.out", new Echo(unit.customer(), number));
                                return transaction();
                            })))
                    .toList();
            await().atMost(Duration.ofSeconds(20)).until(() -> transactions.waiting() == 3);
            goOn.countDown();
            assertThat(others.stream().map(MessagingTest::result).distinct())
                    .hasSize(1)
                    .doesNotContain(result(first));
        }
        assertThat(order).containsExactly("first", "ahead", "ahead", "ahead", "work", "work", "work");
        assertThat(wire.echoes(new CustomerId("requests-2"), 1)).containsExactly(2);
    }

    @Test
    void whatFollowsACommitCannotUndoItNorHaveItDoneAgain() {
        CustomerId customer = new CustomerId("after-commit");
        List<String> done = new CopyOnWriteArrayList<>();
        transactions.callTogether(customer, Cause.first("r"), () -> {}, unit -> {
            unit.publish("test.out", new Echo(customer, 1));
            unit.afterCommit(() -> {
                throw new IllegalStateException("it fails");
            });
            unit.afterCommit(() -> done.add("the next one"));
            return done.add("work");
        });
        assertThat(done).containsExactly("work", "the next one");
        assertThat(wire.echoes(customer, 1)).containsExactly(1);
    }

    @Test
    void nobodyWaitsForOthersInsideATransaction() {
        assertThatThrownBy(() -> transactions.run(
                        new CustomerId("inside"),
                        Cause.first("r"),
                        unit -> transactions.callTogether(
                                new CustomerId("outside"), Cause.first("r"), () -> {}, other -> true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("who waits for others holds no locks");
    }

    private long transaction() {
        return database.query("select txid_current()", row -> row.getLong(1)).getFirst();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        await().atMost(Duration.ofSeconds(20)).until(() -> latch.getCount() == 0);
    }

    private static long result(Future<Long> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsAwayIsWaitedForWithoutCountingAttempts() {
        CustomerId customer = new CustomerId("waits");
        AtomicInteger tries = new AtomicInteger();
        handler.on("needs-something", (note, unit) -> {
            if (tries.incrementAndGet() <= 5) {
                throw new NotNow("something is away");
            }
        });
        send(new Note(customer, 1, "needs-something"));
        assertThat(wire.echoes(customer, 1)).containsExactly(1);
        assertThat(tries).hasValue(6);
    }

    @Test
    void whoIsToldWhenToComeAgainComesThenAndNotBefore() {
        CustomerId customer = new CustomerId("told-when");
        Duration told = Duration.ofMillis(1500);
        List<Instant> tries = new CopyOnWriteArrayList<>();
        handler.on("come-again", (note, unit) -> {
            tries.add(Instant.now());
            if (tries.size() == 1) {
                throw new NotNow("somebody is busy", told);
            }
        });
        send(new Note(customer, 1, "come-again"));
        assertThat(wire.echoes(customer, 1)).containsExactly(1);
        assertThat(tries).hasSize(2);
        assertThat(Duration.between(tries.get(0), tries.get(1))).isGreaterThanOrEqualTo(told);
    }

    @Test
    void nothingOfAFailedAttemptRemains() {
        CustomerId customer = new CustomerId("rolled-back");
        AtomicInteger failures = new AtomicInteger();
        handler.on("publish-then-fail", (note, unit) -> {
            unit.publish("test.out", new Echo(customer, 100));
            unit.enqueue(new Reminder(customer, 101));
            unit.schedule("ghost", Instant.EPOCH, new Reminder(customer, 102));
            if (failures.incrementAndGet() == 1) {
                throw new IllegalStateException("after publishing");
            }
            unit.cancel("ghost");
        });
        send(new Note(customer, 1, "publish-then-fail"));
        assertThat(wire.echoes(customer, 3)).containsExactly(100, 1, 101);
        assertThat(handled(customer)).containsExactly(1, 101);
    }

    @Test
    void poisonGoesToTheDeadLettersAndDelaysNobody() {
        CustomerId healthy = new CustomerId("healthy");
        CustomerId sick = new CustomerId("sick");
        Note note = new Note(sick, 1, "");
        Envelope envelope = Wire.envelope(note);
        wire.send(new ProducerRecord<>("test.in", 0, "garbage", bytes("not json")));
        wire.send(new ProducerRecord<>("test.in", 0, null, bytes("{\"specversion\":\"1.0\",\"id\":\"1\"}")));
        wire.send(new ProducerRecord<>("test.in", 0, "null", null));
        wire.send(at0(CloudEventCodec.write("test.in", envelope, bytes("{\"number\":1}"), null)));
        wire.send(
                at0(CloudEventCodec.write("test.in", Wire.envelope(note), Json.bytes(new Note(healthy, 1, "")), null)));
        Envelope zero =
                new Envelope("zero-\0", "outside", "test.note.v1", sick, Instant.now(), "zero-correlation", null, null);
        wire.send(at0(CloudEventCodec.write("test.in", zero, Json.bytes(note), null)));
        Reminder forged = new Reminder(sick, 2);
        wire.send(at0(CloudEventCodec.write("test.in", Wire.envelope(forged), Json.bytes(forged), null)));
        wire.send(new ProducerRecord<>(
                "test.in",
                0,
                null,
                bytes("{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}")));
        wire.send(at0(CloudEventCodec.write(
                "test.in", Wire.envelope(new Note(healthy, 2, "")), Json.bytes(new Note(healthy, 2, "")), null)));

        assertThat(wire.echoes(healthy, 1)).containsExactly(2);
        Predicate<ConsumerRecord<String, byte[]>> mine =
                record -> List.of("nobody", "sick").contains(record.key()) && record.value().length != 3;
        assertThat(wire.read("test.in.dlq", mine, 8).stream()
                        .map(record -> reason(record).replaceFirst("(readable Note):.*", "$1")))
                .containsExactlyInAnyOrder(
                        "not a CloudEvent 1.0: EventDeserializationException",
                        "not a CloudEvent 1.0: EventDeserializationException",
                        "not a CloudEvent 1.0: EventDeserializationException",
                        "cannot be stored: database refused, state 22021",
                        "no subject, no customer in the data and no key: whose event is it?",
                        "Unreadable: not a readable Note",
                        "Misdirected: a private message came over a topic",
                        "Misdirected: the content names another customer than the subject");
    }

    @Test
    void readsStructuredModeWithoutAContentType() {
        CustomerId customer = new CustomerId("structured");
        wire.send(new ProducerRecord<>("test.in", "structured", bytes("""
                {"specversion":"1.0","id":"s-1","source":"billing","type":"test.note.v1",
                 "data":{"customer":"structured","number":7,"wish":""}}""")));
        assertThat(wire.echoes(customer, 1)).containsExactly(7);
    }

    @Test
    void timersFireOnceAndCanBeReplacedAndCancelled() {
        CustomerId customer = new CustomerId("timers");
        Instant soon = Instant.now().plusMillis(600);
        transactions.run(customer, Cause.first("c"), unit -> {
            unit.schedule("kept", soon, new Reminder(customer, 1));
            unit.schedule("replaced", soon, new Reminder(customer, 2));
            unit.schedule("cancelled", soon, new Reminder(customer, 3));
            unit.schedule("last", soon.plusMillis(600), new Reminder(customer, 5));
        });
        transactions.run(customer, Cause.first("c"), unit -> {
            unit.schedule("replaced", soon.plusMillis(300), new Reminder(customer, 4));
            unit.cancel("cancelled");
            unit.cancel("never-was");
        });
        assertThat(wire.echoes(customer, 3)).containsExactly(1, 4, 5);
        assertThat(Instant.now()).isAfter(soon.plusMillis(600));
        assertThat(handled(customer)).containsExactly(1, 4, 5);
    }

    @Test
    void aTimerOfAnEarlierLifeFiresAndItsNameCanBeUsedAgainForTheSameTime() {
        CustomerId customer = new CustomerId("old-timers");
        database.update(
                "insert into timer (customer, name, lane, due_at, type, correlation, data) values (?, 'x', ?, ?, 'test.reminder.v1', 'c', ?)",
                customer.value(),
                Lane.of(customer),
                Instant.EPOCH,
                Json.bytes(new Reminder(customer, 1)));
        awaitHandled(customer, 1);
        transactions.run(
                customer, Cause.first("c"), unit -> unit.schedule("x", Instant.EPOCH, new Reminder(customer, 2)));
        awaitHandled(customer, 1, 2);
    }

    @Test
    void sequencesAreGaplessAndInCommitOrderUnderConcurrency() {
        CustomerId customer = new CustomerId("sequences");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 200)
                    .forEach(number -> threads.execute(() -> {
                        transactions.run(customer, Cause.first("c"), unit -> {
                            unit.publish("test.out", new Echo(customer, number));
                            if (number % 5 == 4) {
                                throw new RolledBack();
                            }
                        });
                    }));
        }
        List<ConsumerRecord<String, byte[]>> records = wire.read("test.out", customer, 160);
        assertThat(records.stream().map(MessagingTest::sequence))
                .isEqualTo(LongStream.rangeClosed(1, 160).boxed().toList());
    }

    @Test
    void aTransactionPublishesOnlyItsOwnCustomersMessages() {
        CustomerId customer = new CustomerId("mine");
        assertThatThrownBy(() -> transactions.run(
                        customer,
                        Cause.first("c"),
                        unit -> unit.publish("test.out", new Echo(new CustomerId("yours"), 1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatWasSentLeavesNothingThatLaterLooksHaveToPass() {
        CustomerId customer = new CustomerId("swept");
        long before = vacuums();
        for (int batch = 0; batch < 5; batch++) {
            transactions.run(
                    customer,
                    Cause.first("swept"),
                    unit -> IntStream.range(0, 500)
                            .forEach(number -> unit.publish("test.out", new Echo(customer, number))));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> vacuums() > before);
    }

    private long vacuums() {
        return database.query(
                        "select vacuum_count from pg_stat_user_tables where relname = 'outbox'", row -> row.getLong(1))
                .getFirst();
    }

    @Test
    void aTopicThatIsMissingHoldsUpItsOwnMessagesOnly() {
        CustomerId customer = new CustomerId("missing-topic");
        transactions.run(customer, Cause.first("c"), unit -> unit.publish("test.missing", new Echo(customer, 1)));
        transactions.run(customer, Cause.first("c"), unit -> unit.publish("test.out", new Echo(customer, 2)));
        assertThat(wire.echoes(customer, 1)).containsExactly(2);
        assertThat(database.query(
                        "select topic from outbox where customer = ?", row -> row.getString(1), customer.value()))
                .containsExactly("test.missing");
        database.update("delete from outbox where customer = ?", customer.value());
    }

    /** As one batch of the intake brings them: all of them are there, or none. The number is the sequence too. */
    private void arriveAtOnce(List<Note> notes) {
        database.update(
                """
                insert into inbox (source, event_id, customer, lane, topic, type, sequence, time, correlation, data)
                select 'at-once', t.customer || '-' || t.sequence, t.customer, t.lane, 'test.in', 'test.note.v1', t.sequence,
                       now(), 'c', t.data
                from unnest(?::text[], ?::smallint[], ?::bigint[], ?::bytea[]) with ordinality
                    as t(customer, lane, sequence, data, n)
                order by t.n
                """,
                notes.stream().map(note -> note.customer().value()).toArray(String[]::new),
                notes.stream().map(note -> Lane.of(note.customer())).toArray(Short[]::new),
                notes.stream().map(note -> (long) note.number()).toArray(Long[]::new),
                notes.stream().map(Json::bytes).toArray(byte[][]::new));
    }

    private static List<CustomerId> customers(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new CustomerId(name + "-" + number))
                .toList();
    }

    private void send(Note note) {
        wire.send("test.in", Wire.envelope(note), note);
    }

    private List<Integer> handled(CustomerId customer) {
        return database.query(
                "select number from handled where customer = ? order by position",
                row -> row.getInt(1),
                customer.value());
    }

    private void awaitHandled(CustomerId customer, Integer... numbers) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled(customer)).containsExactly(numbers));
    }

    private long position(CustomerId customer, int number) {
        return database.query(
                        "select position from handled where customer = ? and number = ?",
                        row -> row.getLong(1),
                        customer.value(),
                        number)
                .getFirst();
    }

    private static ProducerRecord<String, byte[]> at0(ProducerRecord<String, byte[]> record) {
        return new ProducerRecord<>(record.topic(), 0, record.key(), record.value(), record.headers());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(ConsumerRecord<String, byte[]> record) {
        return new String(record.headers().lastHeader("ce_deadreason").value(), StandardCharsets.UTF_8);
    }

    private static long sequence(ConsumerRecord<String, byte[]> record) {
        return Long.parseLong(
                new String(record.headers().lastHeader("ce_sequence").value(), StandardCharsets.UTF_8));
    }

    private static final class RolledBack extends RuntimeException {}
}
