package io.aegis.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.WireTypes;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.aegis.state.application.Chronicle;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.CustomerStore.TimelineEntry;
import io.aegis.state.application.Origin;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.HealthExplanation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Several messages of several customers that are worked in one transaction leave what each alone would have left. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class TogetherTest {
    private final CustomerStore customers;
    private final Chronicle chronicle;
    private final Transactions transactions;
    private final Clock clock;

    private final CustomerId one = new CustomerId("one-" + UUID.randomUUID());
    private final CustomerId other = new CustomerId("other-" + UUID.randomUUID());
    private final Instant before = Instant.now();

    TogetherTest(CustomerStore customers, Chronicle chronicle, Transactions transactions, Clock clock) {
        this.customers = customers;
        this.chronicle = chronicle;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Test
    void each_sees_what_the_one_before_left_and_all_of_it_is_kept() {
        together(units -> {
            learn(units.getFirst(), trial());
            learn(units.getLast(), trial());
            learn(units.getFirst(), key("k-1"));
            learn(units.getFirst(), key("k-1"), ticket());
            assertThat(customers.find(one).version()).isEqualTo(3);
        });

        Customer kept = find(one);
        assertThat(kept.version()).isEqualTo(3);
        assertThat(kept.snapshot().keys()).hasSize(1);
        assertThat(kept.snapshot().tickets().getFirst().subject()).isEqualTo("Where is my key?");
        assertThat(timeline(one))
                .extracting(entry -> entry.version() + " " + entry.eventId())
                .containsExactly("3 ticket_opened", "2 key_issued", "1 trial_started");
        assertThat(find(other).version()).isEqualTo(1);
        assertThat(asKnown(one)).isEqualTo(kept.snapshot());
    }

    @Test
    void the_explanation_of_health_adds_up_over_them() {
        together(units -> {
            learn(units.getFirst(), trial());
            learn(units.getFirst(), new CustomerFact.PaymentFailed(null, "in-1", clock.instant()));
            learn(units.getFirst(), ticket());
        });

        HealthExplanation explained = QuarkusTransaction.requiringNew()
                .call(() -> HealthExplanation.of(
                        customers.find(one, before).snapshot().health(),
                        customers.health(one, before, clock.instant(), 100)));
        assertThat(explained.difference()).isNegative();
        assertThat(explained.parts().stream()
                        .map(HealthExplanation.Part::points)
                        .reduce(explained.from(), (sum, points) -> sum.add(points)))
                .isEqualByComparingTo(explained.to());
        assertThat(explained.to().intValue())
                .isEqualTo(find(one).snapshot().health().score());
    }

    @Test
    void when_one_fails_nothing_of_any_is_kept() {
        assertThatThrownBy(() -> together(units -> {
                    learn(units.getFirst(), trial());
                    throw new IllegalStateException("failed");
                }))
                .hasMessageContaining("failed");

        assertThat(find(one).version()).isZero();
        assertThat(timeline(one)).isEmpty();
    }

    private void together(Consumer<List<UnitOfWork>> work) {
        transactions.runAll(List.of(one, other), Cause.first("test"), work);
    }

    private void learn(UnitOfWork unit, CustomerFact... facts) {
        String name = WireTypes.nameOf(facts[facts.length - 1]);
        chronicle.learn(unit, new Origin("test", name, "test"), List.of(facts));
    }

    private CustomerFact trial() {
        return new CustomerFact.TrialStarted("t-1", clock.instant().plus(Duration.ofDays(14)), clock.instant());
    }

    private CustomerFact key(String id) {
        return new CustomerFact.KeyIssued(new KeyId(id), Environment.TEST, "ab12", clock.instant());
    }

    private CustomerFact ticket() {
        return new CustomerFact.TicketOpened(new TicketId("t-1"), "Where is my key?", "https://t", clock.instant());
    }

    private Customer find(CustomerId id) {
        return QuarkusTransaction.requiringNew().call(() -> customers.find(id));
    }

    private Object asKnown(CustomerId id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> customers.find(id, clock.instant()).snapshot());
    }

    private List<TimelineEntry> timeline(CustomerId id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> customers.timeline(id, new CustomerStore.Reading(Long.MAX_VALUE, Set.of(), null), 100));
    }
}
