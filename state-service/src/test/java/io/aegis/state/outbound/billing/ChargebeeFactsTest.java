package io.aegis.state.outbound.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.HealthPolicy;
import io.aegis.state.outbound.rules.HealthRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Documents of our own, in the shapes that Chargebee publishes. Reading again is WebhooksTest's. */
class ChargebeeFactsTest {
    private static final Instant BEGIN = Instant.ofEpochSecond(1_770_000_000);
    private static final Instant NOW = BEGIN.plus(Duration.ofDays(400));
    private static final HealthPolicy POLICY = HealthRules.packaged();
    private static final Money AMOUNT = new Money(4_900, "EUR");
    private static final TierNames TIERS =
            new TierNames(Map.of(Tier.STARTER, Set.of("starter-monthly"), Tier.PRO, Set.of("pro-EUR-Monthly")));

    @Test
    void a_trial_that_is_paid_renewed_paused_and_cancelled() {
        assertThat(facts(told("subscription_created", "in_trial", 0)))
                .containsExactly(
                        new CustomerFact.SubscriptionCreated("sub-1", "starter-monthly", at(0)),
                        new CustomerFact.TrialStarted("sub-1", at(14), at(0)));
        assertThat(facts(told("subscription_trial_ending", "in_trial", 11)))
                .containsExactly(new CustomerFact.TrialEnding("sub-1", at(14), at(11)));
        assertThat(facts(told("subscription_activated", "active", 14)))
                .containsExactly(plan(Tier.STARTER, "starter-monthly", 14));
        assertThat(facts(told("subscription_renewed", "active", 44)))
                .containsExactly(new CustomerFact.SubscriptionRenewed("sub-1", at(74), at(44)));
        assertThat(facts(told("subscription_paused", "paused", 50)))
                .containsExactly(new CustomerFact.SubscriptionPaused("sub-1", null, at(50)));
        assertThat(facts(told("subscription_resumed", "active", 55)))
                .containsExactly(new CustomerFact.SubscriptionResumed("sub-1", at(55)));
        assertThat(facts(told("subscription_cancelled", "cancelled", 60)))
                .containsExactly(new CustomerFact.SubscriptionCancelled("not_paid", "sub-1", at(60)));
    }

    @Test
    void what_is_active_from_the_beginning_is_a_plan_and_items_are_plans_too() {
        ObjectNode items = told("subscription_created", "active", 0);
        ObjectNode subscription = (ObjectNode) items.at("/content/subscription");
        subscription.remove("plan_id");
        subscription.remove("plan_unit_price");
        subscription
                .putArray("subscription_items")
                .addObject()
                .put("item_price_id", "pro-EUR-Monthly")
                .put("amount", 4_900);

        assertThat(facts(items))
                .containsExactly(
                        new CustomerFact.SubscriptionCreated("sub-1", "pro-EUR-Monthly", at(0)),
                        plan(Tier.PRO, "pro-EUR-Monthly", 0));
    }

    @Test
    void the_version_tells_the_order_within_one_second() {
        ObjectNode event = told("subscription_changed", "active", 14);
        long version = at(14).toEpochMilli() + 700;
        ((ObjectNode) event.at("/content/subscription")).put("resource_version", version);

        assertThat(facts(event)).singleElement().extracting(CustomerFact::at).isEqualTo(Instant.ofEpochMilli(version));
    }

    @Test
    void invoices() {
        assertThat(facts(invoiced("payment_failed", "not_paid", null, 14)))
                .containsExactly(new CustomerFact.PaymentFailed(AMOUNT, "in-1", at(14)));
        assertThat(facts(invoiced("payment_succeeded", "paid", null, 15)))
                .containsExactly(new CustomerFact.InvoicePaid(AMOUNT, "in-1", at(15)));
        assertThat(facts(invoiced("payment_succeeded", "paid", "success", 15)))
                .containsExactly(new CustomerFact.PaymentRecovered(AMOUNT, "in-1", at(15)));
        assertThat(facts(invoiced("invoice_updated", "payment_due", null, 20)))
                .containsExactly(new CustomerFact.InvoiceOverdue(AMOUNT, "in-1", at(19), at(20)));
        assertThat(facts(invoiced("invoice_updated", "voided", null, 21)))
                .containsExactly(new CustomerFact.InvoiceVoided("in-1", at(21)));
        assertThat(facts(invoiced("invoice_updated", "payment_due", null, 18)))
                .singleElement()
                .isInstanceOf(CustomerFact.OutsideEvent.class);
    }

    @Test
    void a_customer_says_who_he_is() {
        assertThat(facts(customer()))
                .containsExactly(new CustomerFact.Introduced(
                        "Acme Inc.", "ops@acme.example", "Europe/Vienna", "de-AT", Consent.GIVEN, at(0)));
    }

    @Test
    void what_has_no_meaning_here_is_kept() {
        ObjectNode card = Json.object()
                .put("customer_id", "acme")
                .put("status", "valid")
                .put("last4", "4242")
                .put("first_name", "Ada");

        assertThat(facts(event("card_expiring", "card", card, 3)))
                .containsExactly(new CustomerFact.OutsideEvent(
                        "chargebee.card_expiring",
                        Json.object()
                                .put("event", "ev_card_expiring_3")
                                .put("customer_id", "acme")
                                .put("status", "valid"),
                        at(3)));
    }

    @Test
    void a_life_told_in_any_order_and_more_than_once_leads_to_the_same_customer() {
        List<ObjectNode> life = List.of(
                customer(),
                told("subscription_created", "in_trial", 0),
                told("subscription_activated", "active", 14),
                told("subscription_renewed", "active", 44),
                invoiced("payment_failed", "not_paid", null, 44),
                invoiced("payment_succeeded", "paid", "success", 46),
                told("subscription_paused", "paused", 50),
                told("subscription_resumed", "active", 55),
                told("subscription_cancelled", "cancelled", 60),
                told("subscription_reactivated", "active", 61));
        long seed = System.nanoTime();
        Random random = new Random(seed);

        Customer inOrder = known(life);

        for (int i = 0; i < 300; i++) {
            List<ObjectNode> delivered = new ArrayList<>(life);
            life.stream().filter(event -> random.nextBoolean()).forEach(delivered::add);
            Collections.shuffle(delivered, random);
            assertThat(unversioned(known(delivered)))
                    .as("seed %d, try %d", seed, i)
                    .isEqualTo(unversioned(inOrder));
        }
        assertThat(inOrder.snapshot())
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::billing)
                .containsExactly(Tier.STARTER, new CustomerSnapshot.Billing(at(91), AMOUNT, null, null, null, null));
    }

    private static Customer known(List<ObjectNode> events) {
        Customer customer = Customer.unknown(new CustomerId("acme"));
        for (ObjectNode event : events) {
            customer = customer.learn(facts(event), Activity.NONE, POLICY, NOW).customer();
        }
        return customer;
    }

    private static ObjectNode unversioned(Customer customer) {
        return Json.<ObjectNode>tree(customer).without("version");
    }

    private static List<CustomerFact> facts(ObjectNode event) {
        return new ChargebeeFacts(TIERS, Optional.empty(), NOW).of(event);
    }

    private static ObjectNode told(String type, String status, int day) {
        ObjectNode subscription = Json.object()
                .put("id", "sub-1")
                .put("customer_id", "acme")
                .put("plan_id", "starter-monthly")
                .put("plan_unit_price", 4_900)
                .put("plan_quantity", 1)
                .put("currency_code", "EUR")
                .put("status", status)
                .put("trial_start", at(0).getEpochSecond())
                .put("trial_end", at(14).getEpochSecond())
                .put("current_term_end", at(day + 30).getEpochSecond())
                .put("resource_version", at(day).toEpochMilli());
        if (status.equals("cancelled")) {
            subscription.put("cancelled_at", at(day).getEpochSecond()).put("cancel_reason", "not_paid");
        }
        return event(type, "subscription", subscription, day);
    }

    private static ObjectNode invoiced(String type, String status, @Nullable String dunning, int day) {
        return event(
                type,
                "invoice",
                Json.object()
                        .put("id", "in-1")
                        .put("customer_id", "acme")
                        .put("currency_code", "EUR")
                        .put("status", status)
                        .put("dunning_status", dunning)
                        .put("amount_due", 4_900)
                        .put("amount_paid", 4_900)
                        .put("due_date", at(19).getEpochSecond()),
                day);
    }

    private static ObjectNode customer() {
        ObjectNode customer = Json.object()
                .put("id", "acme")
                .put("company", "Acme Inc.")
                .put("email", "ops@acme.example")
                .put("locale", "de-AT");
        customer.putObject("meta_data").put("aegis_time_zone", "Europe/Vienna").put("aegis_contact", "given");
        return event("customer_created", "customer", customer, 0);
    }

    private static ObjectNode event(String type, String part, ObjectNode content, int day) {
        ObjectNode event = Json.object()
                .put("id", "ev_" + type + "_" + day)
                .put("event_type", type)
                .put("occurred_at", at(day).getEpochSecond())
                .put("api_version", "v2");
        event.putObject("content").set(part, content);
        return event;
    }

    private static CustomerFact plan(Tier tier, String plan, int day) {
        return new CustomerFact.PlanChanged(tier, plan, "sub-1", AMOUNT, at(day + 30), at(day));
    }

    private static Instant at(int day) {
        return BEGIN.plus(Duration.ofDays(day));
    }
}
