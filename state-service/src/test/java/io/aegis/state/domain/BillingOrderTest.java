package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import io.aegis.contracts.WireTypes;
import io.aegis.state.outbound.rules.HealthRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Billing systems deliver more than once and in any order. Whatever comes, the customer is the same. The times are few, so
 * that many words are about the same moment.
 */
class BillingOrderTest {
    private static final CustomerId ID = new CustomerId("c-1");
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final Instant NOW = NOON.plus(Duration.ofDays(30));
    private static final HealthPolicy POLICY = HealthRules.packaged();

    record Told(BillingEvent event, Instant at) {}

    @Property(tries = 3000)
    void the_customer_is_the_same_in_every_order_and_however_often_things_are_told(
            @ForAll("history") List<Told> history, @ForAll Random random) {
        List<Told> delivered = new ArrayList<>(history);
        for (int i = 0; i < history.size(); i++) {
            delivered.add(history.get(random.nextInt(history.size())));
        }
        Collections.shuffle(delivered, random);

        assertThat(unversioned(learned(delivered))).isEqualTo(unversioned(learned(history)));
    }

    @Property(tries = 500)
    void what_comes_late_never_moves_the_customer_back(@ForAll("history") List<Told> history) {
        List<Told> inTime = new ArrayList<>(history);
        inTime.sort(Comparator.comparing(Told::at));
        List<Told> late = new ArrayList<>(inTime);
        Collections.reverse(late);

        assertThat(learned(late).snapshot().billing())
                .isEqualTo(learned(inTime).snapshot().billing());
        assertThat(learned(late).snapshot().tier())
                .isEqualTo(learned(inTime).snapshot().tier());
    }

    @Property(tries = 500)
    void a_customer_is_whole_after_the_way_to_the_database(@ForAll("history") List<Told> history) {
        Customer customer = learned(history);

        assertThat(Json.read(Json.text(customer), Customer.class)).isEqualTo(customer);
    }

    @Property(tries = 1)
    void every_billing_event_is_among_those_told() {
        Set<Class<?>> told =
                events().sampleStream().limit(2000).map(BillingEvent::getClass).collect(Collectors.toSet());

        assertThat(told).isEqualTo(Set.copyOf(WireTypes.leaves(BillingEvent.class)));
    }

    @Provide
    Arbitrary<List<Told>> history() {
        return Combinators.combine(events(), moments()).as(Told::new).list().ofMaxSize(14);
    }

    private static Arbitrary<BillingEvent> events() {
        Arbitrary<String> invoice = Arbitraries.of("i-1", "i-2");
        Arbitrary<String> dispute = Arbitraries.of("d-1", "d-2");
        return Arbitraries.oneOf(
                Combinators.combine(names(), names(), names(), names(), consent())
                        .as((a, b, c, d, e) -> new BillingEvent.CustomerCreated(ID, a, b, c, d, e)),
                Combinators.combine(names(), names(), names(), names(), consent())
                        .as((a, b, c, d, e) -> new BillingEvent.CustomerChanged(ID, a, b, c, d, e)),
                Combinators.combine(
                                Arbitraries.of("s-1", "s-2"), names(), moments().injectNull(0.3))
                        .as((a, b, c) -> new BillingEvent.SubscriptionCreated(ID, a, b, c)),
                Combinators.combine(subscriptions(), moments()).as((a, b) -> new BillingEvent.TrialEnding(ID, a, b)),
                plans((a, b, c, d, e) -> new BillingEvent.SubscriptionActivated(ID, a, b, c, d, e)),
                plans((a, b, c, d, e) -> new BillingEvent.SubscriptionChanged(ID, a, b, c, d, e)),
                Combinators.combine(subscriptions(), moments())
                        .as((a, b) -> new BillingEvent.SubscriptionRenewed(ID, a, b)),
                Combinators.combine(subscriptions(), moments())
                        .as((a, b) -> new BillingEvent.SubscriptionPaused(ID, a, b)),
                subscriptions().map(a -> new BillingEvent.SubscriptionResumed(ID, a)),
                Combinators.combine(names(), subscriptions())
                        .as((a, b) -> new BillingEvent.SubscriptionCancelled(ID, a, b)),
                Combinators.combine(amounts(), invoice.injectNull(0.2))
                        .as((a, b) -> new BillingEvent.PaymentFailed(ID, a, b)),
                Combinators.combine(amounts(), invoice.injectNull(0.2))
                        .as((a, b) -> new BillingEvent.PaymentRecovered(ID, a, b)),
                Combinators.combine(amounts(), invoice).as((a, b) -> new BillingEvent.InvoicePaid(ID, a, b)),
                Combinators.combine(amounts(), invoice, moments())
                        .as((a, b, c) -> new BillingEvent.InvoiceOverdue(ID, a, b, c)),
                invoice.map(a -> new BillingEvent.InvoiceVoided(ID, a)),
                Combinators.combine(dispute, amounts()).as((a, b) -> new BillingEvent.DisputeOpened(ID, a, b, null)),
                dispute.map(a -> new BillingEvent.DisputeClosed(ID, a, "won")));
    }

    private interface Planned {
        BillingEvent of(Tier tier, String plan, String subscription, Money amount, Instant renewsAt);
    }

    private static Arbitrary<BillingEvent> plans(Planned event) {
        return Combinators.combine(
                        Arbitraries.of(Tier.class).injectNull(0.2),
                        Arbitraries.of("gold", "silver"),
                        subscriptions(),
                        amounts().injectNull(0.3),
                        moments().injectNull(0.3))
                .as(event::of);
    }

    private static Arbitrary<String> subscriptions() {
        return Arbitraries.of("s-1", "s-2").injectNull(0.3);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "b").injectNull(0.3);
    }

    private static Arbitrary<Consent> consent() {
        return Arbitraries.of(Consent.class).injectNull(0.3);
    }

    private static Arbitrary<Money> amounts() {
        return Arbitraries.of(new Money(100, "EUR"), new Money(200, "EUR"));
    }

    private static Arbitrary<Instant> moments() {
        return Arbitraries.integers().between(0, 5).map(hour -> NOON.plus(Duration.ofHours(hour)));
    }

    private static Customer learned(List<Told> history) {
        Customer customer = Customer.unknown(ID);
        for (Told told : history) {
            customer = customer.learn(Facts.of(told.event, told.at), Activity.NONE, POLICY, NOW)
                    .customer();
        }
        return customer;
    }

    private static ObjectNode unversioned(Customer customer) {
        return Json.<ObjectNode>tree(customer).without("version");
    }
}
