package io.aegis.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Message;
import io.aegis.contracts.Tier;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Database;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.application.Decisions;
import io.aegis.monitor.application.Erasure;
import io.aegis.monitor.application.Happenings;
import io.aegis.monitor.application.Monitor;
import io.aegis.monitor.application.PlaybookDue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same is told of two customers: of one in a transaction for each message, of the other in one transaction for all, with
 * what is told of others in between. What is known of them in the end is the same.
 */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class TogetherTest {
    private static final int SEEDS = 40;
    private static final int CUSTOMERS = 3;
    private static final int MESSAGES = 10;
    private static final int VERSIONS = 6;

    @Inject
    TestClock clock;

    @Inject
    Transactions transactions;

    @Inject
    Monitor monitor;

    @Inject
    Decisions decisions;

    @Inject
    Erasure erasure;

    @Inject
    Database database;

    private final String prefix = "together-" + UUID.randomUUID() + "-";
    private Instant base;

    @BeforeEach
    void begin() {
        base = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    static Stream<Integer> seeds() {
        return IntStream.range(0, SEEDS).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_worked_together_comes_to_the_same_as_one_after_the_other(int seed) {
        Random random = new Random(seed);
        List<List<Word>> words = IntStream.range(0, CUSTOMERS)
                .mapToObj(n -> IntStream.range(0, MESSAGES)
                        .mapToObj(i -> Word.random(random))
                        .toList())
                .toList();
        List<CustomerId> alone = customers("alone-" + seed);
        List<CustomerId> together = customers("together-" + seed);

        for (int n = 0; n < CUSTOMERS; n++) {
            for (Word word : words.get(n)) {
                CustomerId customer = alone.get(n);
                transactions.run(customer, Cause.first("test"), unit -> work(word.of(customer, base), List.of(), unit));
            }
        }
        workTogether(together, words, random);

        for (int n = 0; n < CUSTOMERS; n++) {
            assertThat(known(together.get(n)))
                    .as(words.get(n).toString())
                    .containsExactlyElementsOf(known(alone.get(n)));
        }
    }

    /** In any order between customers. The last message of all was expected, and is not worked. */
    private void workTogether(List<CustomerId> customers, List<List<Word>> words, Random random) {
        List<Integer> order = new ArrayList<>();
        int[] next = new int[CUSTOMERS];
        List<Message> messages = new ArrayList<>();
        while (messages.size() < CUSTOMERS * MESSAGES) {
            int n = random.nextInt(CUSTOMERS);
            if (next[n] < MESSAGES) {
                order.add(n);
                messages.add(words.get(n).get(next[n]++).of(customers.get(n), base));
            }
        }
        List<Message> expected = new ArrayList<>(messages);
        expected.add(Word.random(random).of(customers.getFirst(), base));
        transactions.runAll(
                customers,
                Cause.first("test"),
                units -> IntStream.range(0, messages.size())
                        .forEach(i -> work(messages.get(i), expected, units.get(order.get(i)))));
    }

    private void work(Message message, List<Message> together, UnitOfWork unit) {
        switch (message) {
            case CustomerChanged changed ->
                monitor.learn(
                        changed,
                        () -> together.stream()
                                .flatMap(
                                        other -> other instanceof CustomerChanged one ? Stream.of(one) : Stream.empty())
                                .toList(),
                        unit);
            case PlaybookDue due -> decisions.due(due, unit);
            case CustomerErased erased -> erasure.erase(erased, unit);
            default -> throw new IllegalArgumentException(message.toString());
        }
    }

    private List<CustomerId> customers(String name) {
        return IntStream.range(0, CUSTOMERS)
                .mapToObj(n -> new CustomerId(prefix + name + "-" + n))
                .toList();
    }

    /** All but the times at which it was worked, and who is held out, which goes by the occasion's id. */
    private List<String> known(CustomerId customer) {
        return database.query(
                """
                select 'watch ' || version || ' ' || erased || ' ' || (snapshot - 'customer') from watch where customer = ?
                union all
                select 'history ' || row_number() over (order by id) || ' ' || (snapshot - 'customer') || happenings
                from history where customer = ?
                union all
                select 'contact ' || source || case when source = 'mail' then ' ' || at else '' end from contact where customer = ?
                union all
                select 'occasion ' || playbook || ' ' || version || ' ' || happening || ' ' || due_at || ' '
                       || case when outcome in ('raised', 'held_out') then 'contacted' else outcome || coalesce(reason, '') end
                       || ' ' || coalesce(goal_at::text, '-') || (closed_at is null)
                from occasion where customer = ?
                union all
                select 'timer ' || o.playbook || ' ' || o.happening || case when o.outcome = 'waiting' then t.due_at::text else '' end
                from timer t join occasion o on o.customer = t.customer and t.name like '%' || o.id where t.customer = ?
                order by 1
                """,
                row -> row.getString(1),
                customer.value(),
                customer.value(),
                customer.value(),
                customer.value(),
                customer.value());
    }

    /** What is told of whichever customer. */
    private sealed interface Word {
        Message of(CustomerId customer, Instant base);

        static Word random(Random random) {
            return switch (random.nextInt(12)) {
                case 0 -> new Erased(random.nextInt(VERSIONS));
                case 1, 2 -> new Due(random.nextInt(2));
                default ->
                    new Changed(
                            random.nextInt(VERSIONS),
                            HealthLevel.values()[random.nextInt(HealthLevel.values().length)],
                            IntStream.range(0, random.nextInt(3))
                                    .mapToObj(i -> random.nextInt(8))
                                    .toList());
            };
        }

        record Changed(long version, HealthLevel level, List<Integer> facts) implements Word {
            @Override
            public Message of(CustomerId customer, Instant base) {
                return new CustomerChanged(
                        Snapshots.of(customer, version, Tier.TRIAL, null, level),
                        facts.stream().map(which -> fact(which, base)).toList());
            }
        }

        /** The time of the check-in that a key began, whether it did or not. */
        record Due(int key) implements Word {
            @Override
            public Message of(CustomerId customer, Instant base) {
                String hash = Json.hash(List.of(customer, "onboarding-check-in", Happenings.of(fact(key, base))));
                return new PlaybookDue(customer, new InterventionId("iv-" + hash.substring(0, 24)));
            }
        }

        record Erased(long version) implements Word {
            @Override
            public Message of(CustomerId customer, Instant base) {
                return new CustomerErased(customer, version, base);
            }
        }

        /** None that a playbook reacts to at once, which the worker would be first to. */
        private static CustomerFact fact(int which, Instant base) {
            Instant later = base.plus(Duration.ofHours(1));
            return switch (which) {
                case 0, 1 -> new CustomerFact.KeyIssued(new KeyId("key-" + which), Environment.TEST, "1234", base);
                case 2, 3 -> new CustomerFact.FirstApiCallMade(Environment.TEST, later.plusSeconds(which));
                case 4 -> new CustomerFact.TrialStarted("t-1", base.plus(Duration.ofDays(14)), base);
                case 5 -> new CustomerFact.MailSent("welcome", base);
                case 6 -> new CustomerFact.MailSent("sandbox", later);
                default -> new CustomerFact.SandboxProvisioned("https://sandbox", base);
            };
        }
    }
}
