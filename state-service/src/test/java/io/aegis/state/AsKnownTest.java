package io.aegis.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Money;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.UsageRecorded;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.state.application.Chronicle;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Origin;
import io.aegis.state.application.UsageIntake;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Learned;
import io.aegis.state.domain.Words;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service answered at a time is what it answers later for that time, for histories told in any order. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class AsKnownTest {
    private final CustomerStore customers;
    private final Chronicle chronicle;
    private final UsageIntake usage;
    private final Transactions transactions;
    private final Clock clock;

    private final CustomerId customer = new CustomerId("known-" + UUID.randomUUID());
    private final Origin origin = new Origin("test", "event", "correlation");

    AsKnownTest(
            CustomerStore customers, Chronicle chronicle, UsageIntake usage, Transactions transactions, Clock clock) {
        this.customers = customers;
        this.chronicle = chronicle;
        this.usage = usage;
        this.transactions = transactions;
        this.clock = clock;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_was_answered_at_a_time_is_answered_for_that_time(long seed) {
        Random random = new Random(seed);
        Map<Instant, CustomerSnapshot> answers = new TreeMap<>();
        answers.put(clock.instant(), now());
        for (int step = 0; step < 25; step++) {
            if (random.nextInt(4) == 0) {
                usage.countRequest(null, List.of(calls(random)));
            } else {
                List<CustomerFact> told = random.ints(random.nextInt(1, 4), 0, 9)
                        .mapToObj(kind -> fact(kind, random))
                        .toList();
                transactions.run(customer, Cause.first("test"), unit -> chronicle.learn(unit, origin, told));
            }
            CustomerSnapshot answer = now();
            answers.put(clock.instant(), answer);
        }

        answers.forEach((time, answer) -> assertThat(asOf(time)).isEqualTo(answer));
        assertThat(answers.values().stream().distinct().count()).isGreaterThan(10);
    }

    @Test
    void a_page_of_the_past_looks_at_so_many_customers_only() {
        String prefix = "zz" + UUID.randomUUID().toString().replace("-", "");
        for (int i = 0; i < 210; i++) {
            CustomerFact told = new CustomerFact.MailSent("welcome", clock.instant());
            Customer one = Customer.unknown(new CustomerId(prefix + (100 + i))).apply(told);
            QuarkusTransaction.requiringNew()
                    .run(() -> customers.save(new Learned(one, List.of(told), List.of()), origin, told.at()));
        }
        CustomerStore.Search last =
                new CustomerStore.Search(Words.of(prefix + "305"), null, null, null, null, null, null);
        CustomerStore.After begin = new CustomerStore.After("", new CustomerId(prefix));

        CustomerStore.Page first = page(last, begin);
        CustomerStore.Page second = page(last, first.next());

        assertThat(first.customers()).isEmpty();
        assertThat(first.next()).isEqualTo(new CustomerStore.After("", new CustomerId(prefix + "299")));
        assertThat(second.customers())
                .extracting(CustomerSnapshot::customer)
                .containsExactly(new CustomerId(prefix + "305"));
    }

    private CustomerStore.Page page(CustomerStore.Search search, CustomerStore.After after) {
        return QuarkusTransaction.requiringNew().call(() -> customers.list(search, clock.instant(), after, 10));
    }

    private CustomerSnapshot now() {
        return QuarkusTransaction.requiringNew()
                .call(() -> customers.find(customer).snapshot());
    }

    private CustomerSnapshot asOf(Instant time) {
        return QuarkusTransaction.requiringNew()
                .call(() -> customers.find(customer, time).snapshot());
    }

    private CustomerFact fact(int kind, Random random) {
        Instant at = clock.instant().minus(Duration.ofHours(random.nextInt(1, 1000)));
        String text = Integer.toString(random.nextInt(5));
        return switch (kind) {
            case 0 -> new CustomerFact.Introduced("Name " + text, text + "@acme.example", null, null, null, at);
            case 1 ->
                new CustomerFact.PlanChanged(
                        Tier.values()[2 + random.nextInt(3)], "plan-" + text, null, null, null, at);
            case 2 -> new CustomerFact.SubscriptionCancelled("reason " + text, null, at);
            case 3 -> new CustomerFact.PaymentFailed(new Money(100, "EUR"), null, at);
            case 4 -> new CustomerFact.PaymentRecovered(new Money(100, "EUR"), null, at);
            case 5 -> new CustomerFact.TicketOpened(new TicketId("t-" + text), "Subject " + text, "https://t", at);
            case 6 -> new CustomerFact.MailSent("mail-" + text, at);
            case 7 -> new CustomerFact.KeyIssued(new KeyId("k-" + text), Environment.TEST, "ab12", at);
            default -> new CustomerFact.TrialStarted("trial-" + text, at.plus(Duration.ofDays(14)), at);
        };
    }

    private UsageRecorded calls(Random random) {
        return new UsageRecorded(
                customer,
                Environment.TEST,
                "/v1/plans",
                random.nextBoolean() ? 200 : 500,
                random.nextInt(1, 40),
                "ab12",
                clock.instant());
    }
}
