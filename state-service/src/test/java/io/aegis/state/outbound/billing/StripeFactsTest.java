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
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Documents of our own, in the shapes that Stripe publishes, of the API of today and of the one before 2025. */
class StripeFactsTest {
    private static final Instant BEGIN = Instant.ofEpochSecond(1_770_000_000);
    private static final Instant NOW = BEGIN.plus(Duration.ofDays(400));
    private static final HealthPolicy POLICY = HealthRules.packaged();
    private static final TierNames TIERS = new TierNames(Map.of(
            Tier.STARTER, Set.of("price_s"), Tier.PRO, Set.of("price_p"), Tier.ENTERPRISE, Set.of("prod_enterprise")));

    @Test
    void a_trial_that_is_paid_renewed_and_cancelled() {
        assertThat(facts(created("trialing")))
                .containsExactly(
                        new CustomerFact.SubscriptionCreated("sub_1", "price_s", at(0)),
                        new CustomerFact.TrialStarted("sub_1", at(14), at(0)));
        assertThat(facts(event("customer.subscription.trial_will_end", 11, subscription("trialing", "price_s", 14))))
                .containsExactly(new CustomerFact.TrialEnding("sub_1", at(14), at(11)));
        assertThat(facts(paid())).containsExactly(plan(Tier.STARTER, "price_s", 44, 14));
        assertThat(facts(renewed())).containsExactly(new CustomerFact.SubscriptionRenewed("sub_1", at(74), at(44)));
        assertThat(facts(upgraded())).containsExactly(plan(Tier.PRO, "price_p", 74, 50));
        assertThat(facts(deleted()))
                .containsExactly(new CustomerFact.SubscriptionCancelled("too_expensive", "sub_1", at(60)));
    }

    @Test
    void what_is_active_from_the_beginning_is_a_plan() {
        assertThat(facts(created("active")))
                .containsExactly(
                        new CustomerFact.SubscriptionCreated("sub_1", "price_s", at(0)),
                        plan(Tier.STARTER, "price_s", 14, 0));
        assertThat(facts(created("incomplete")))
                .containsExactly(new CustomerFact.SubscriptionCreated("sub_1", "price_s", at(0)));
    }

    @Test
    void a_price_without_a_tier_is_kept_and_a_product_may_have_one() {
        ObjectNode unknown = previous(
                event("customer.subscription.updated", 5, subscription("active", "price_x", 30)), "price_s", 30);
        ObjectNode product = previous(
                event("customer.subscription.updated", 5, subscription("active", "price_y", 30)), "price_s", 30);
        item(product).withObject("price").put("product", "prod_enterprise");

        assertThat(facts(unknown)).containsExactly(plan(null, "price_x", 30, 5));
        assertThat(facts(product)).containsExactly(plan(Tier.ENTERPRISE, "price_y", 30, 5));
    }

    @Test
    void before_2025_the_subscription_had_the_period() {
        ObjectNode event = event("customer.subscription.updated", 44, subscription("active", "price_s", 74));
        item(event).remove("current_period_end");
        object(event).put("current_period_end", at(74).getEpochSecond());
        event.withObject("data").withObject("previous_attributes").put("current_period_end", at(44).getEpochSecond());

        assertThat(facts(event)).containsExactly(new CustomerFact.SubscriptionRenewed("sub_1", at(74), at(44)));
    }

    @Test
    void a_pause_is_told_when_it_begins_and_when_it_is_over() {
        ObjectNode begun = event("customer.subscription.updated", 20, subscription("active", "price_s", 44));
        object(begun).withObject("pause_collection").put("behavior", "void").put("resumes_at", at(30).getEpochSecond());
        begun.withObject("data").withObject("previous_attributes").putNull("pause_collection");
        ObjectNode over = event("customer.subscription.updated", 30, subscription("active", "price_s", 44));
        over.withObject("data")
                .withObject("previous_attributes")
                .withObject("pause_collection")
                .put("behavior", "void");

        assertThat(facts(begun)).containsExactly(new CustomerFact.SubscriptionPaused("sub_1", at(30), at(20)));
        assertThat(facts(over)).containsExactly(new CustomerFact.SubscriptionResumed("sub_1", at(30)));
        assertThat(facts(event("customer.subscription.paused", 20, subscription("paused", "price_s", 44))))
                .containsExactly(new CustomerFact.SubscriptionPaused("sub_1", null, at(20)));
    }

    @Test
    void invoices_and_disputes() {
        Money amount = new Money(4_900, "EUR");

        assertThat(facts(invoice("invoice.payment_failed", 14, 1)))
                .containsExactly(new CustomerFact.PaymentFailed(amount, "in_1", at(14)));
        assertThat(facts(invoice("invoice.overdue", 20, 1)))
                .containsExactly(new CustomerFact.InvoiceOverdue(amount, "in_1", at(19), at(20)));
        assertThat(facts(invoice("invoice.paid", 21, 2)))
                .containsExactly(new CustomerFact.InvoicePaid(amount, "in_1", at(21)));
        assertThat(facts(invoice("invoice.payment_succeeded", 21, 2)))
                .containsExactly(new CustomerFact.PaymentRecovered(amount, "in_1", at(21)));
        assertThat(facts(invoice("invoice.voided", 21, 2)))
                .containsExactly(new CustomerFact.InvoiceVoided("in_1", at(21)));
        assertThat(facts(disputed("charge.dispute.created", 22)))
                .containsExactly(new CustomerFact.DisputeOpened("dp_1", amount, "fraudulent", at(22)));
        assertThat(facts(disputed("charge.dispute.closed", 23)))
                .containsExactly(new CustomerFact.DisputeClosed("dp_1", "won", at(23)));
    }

    @Test
    void a_customer_says_who_he_is_and_how_to_reach_him() {
        assertThat(facts(customer()))
                .containsExactly(new CustomerFact.Introduced(
                        "Acme  Inc.", "ops@acme.example", "Europe/Vienna", "de-AT", Consent.WITHHELD, at(0)));
    }

    @Test
    void what_has_no_meaning_here_is_kept_without_texts_and_secrets() {
        ObjectNode intent = Json.object()
                .put("object", "payment_intent")
                .put("id", "pi_1")
                .put("amount", 4_900)
                .put("client_secret", "pi_1_secret_x")
                .put("receipt_email", "ops")
                .put("description", "what people wrote")
                .put("livemode", false);
        intent.withObject("shipping").put("phone", "1");

        assertThat(facts(event("payment_intent.created", 1, intent)))
                .containsExactly(new CustomerFact.OutsideEvent(
                        "stripe.payment_intent.created",
                        Json.object()
                                .put("event", "evt_payment_intent.created_1")
                                .put("object", "payment_intent")
                                .put("id", "pi_1")
                                .put("amount", 4_900)
                                .put("livemode", false),
                        at(1)));
    }

    @Test
    void what_does_not_fit_its_type_is_kept_too() {
        ObjectNode odd = invoice("invoice.paid", 3, 1);
        object(odd).put("currency", "what?");
        ObjectNode worse = invoice("invoice.paid", 4, 1);
        object(worse).putArray("amount_paid");
        ObjectNode ahead = invoice("invoice.paid", 5, 1);
        ahead.put("created", NOW.plus(Duration.ofDays(9)).getEpochSecond());

        assertThat(facts(odd)).singleElement().isInstanceOf(CustomerFact.OutsideEvent.class);
        assertThat(facts(worse)).singleElement().isInstanceOf(CustomerFact.OutsideEvent.class);
        assertThat(facts(ahead)).singleElement().extracting(CustomerFact::at).isEqualTo(NOW);
    }

    @Test
    void a_life_told_in_any_order_and_more_than_once_leads_to_the_same_customer() {
        List<ObjectNode> life = List.of(
                customer(),
                created("trialing"),
                paid(),
                renewed(),
                upgraded(),
                invoice("invoice.payment_failed", 44, 1),
                invoice("invoice.payment_failed", 47, 2),
                invoice("invoice.paid", 48, 3),
                disputed("charge.dispute.created", 49),
                deleted());
        long seed = System.nanoTime();
        Random random = new Random(seed);

        Customer inOrder = told(life);

        for (int i = 0; i < 300; i++) {
            List<ObjectNode> delivered = new ArrayList<>(life);
            life.stream().filter(event -> random.nextBoolean()).forEach(delivered::add);
            Collections.shuffle(delivered, random);
            assertThat(unversioned(told(delivered)))
                    .as("seed %d, try %d", seed, i)
                    .isEqualTo(unversioned(inOrder));
        }
        assertThat(inOrder.snapshot())
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::name, CustomerSnapshot::billing)
                .containsExactly(
                        Tier.NONE, "Acme  Inc.", new CustomerSnapshot.Billing(null, null, null, null, null, at(49)));
    }

    private static Customer told(List<ObjectNode> events) {
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
        return new StripeFacts(TIERS, NOW).of(event);
    }

    private static ObjectNode created(String status) {
        return event("customer.subscription.created", 0, subscription(status, "price_s", 14));
    }

    private static ObjectNode paid() {
        ObjectNode event = event("customer.subscription.updated", 14, subscription("active", "price_s", 44));
        previous(event, "price_s", 14)
                .withObject("data")
                .withObject("previous_attributes")
                .put("status", "trialing");
        return event;
    }

    private static ObjectNode renewed() {
        return previous(
                event("customer.subscription.updated", 44, subscription("active", "price_s", 74)), "price_s", 44);
    }

    private static ObjectNode upgraded() {
        return previous(
                event("customer.subscription.updated", 50, subscription("active", "price_p", 74)), "price_s", 74);
    }

    private static ObjectNode deleted() {
        ObjectNode event = event("customer.subscription.deleted", 60, subscription("canceled", "price_p", 74));
        object(event).withObject("cancellation_details").put("feedback", "too_expensive");
        return event;
    }

    private static ObjectNode previous(ObjectNode event, String price, int periodEnd) {
        ObjectNode before = event.withObject("data").withObject("previous_attributes");
        before.set("items", subscription("active", price, periodEnd).get("items"));
        return event;
    }

    private static ObjectNode subscription(String status, String price, int periodEnd) {
        ObjectNode subscription = Json.object()
                .put("object", "subscription")
                .put("id", "sub_1")
                .put("customer", "cus_1")
                .put("status", status)
                .put("currency", "eur")
                .put("trial_start", at(0).getEpochSecond())
                .put("trial_end", at(14).getEpochSecond());
        ObjectNode item = subscription
                .withObject("items")
                .put("object", "list")
                .putArray("data")
                .addObject();
        item.put("object", "subscription_item")
                .put("id", "si_1")
                .put("quantity", 1)
                .put("current_period_end", at(periodEnd).getEpochSecond());
        item.withObject("price")
                .put("object", "price")
                .put("id", price)
                .put("product", "prod_1")
                .put("unit_amount", 4_900);
        return subscription;
    }

    private static ObjectNode invoice(String type, int day, int attempts) {
        return event(
                type,
                day,
                Json.object()
                        .put("object", "invoice")
                        .put("id", "in_1")
                        .put("customer", "cus_1")
                        .put("currency", "eur")
                        .put("amount_due", 4_900)
                        .put("amount_remaining", 4_900)
                        .put("amount_paid", 4_900)
                        .put("attempt_count", attempts)
                        .put("due_date", at(19).getEpochSecond()));
    }

    private static ObjectNode disputed(String type, int day) {
        return event(
                type,
                day,
                Json.object()
                        .put("object", "dispute")
                        .put("id", "dp_1")
                        .put("charge", "ch_1")
                        .put("currency", "eur")
                        .put("amount", 4_900)
                        .put("reason", "fraudulent")
                        .put("status", "won"));
    }

    private static ObjectNode customer() {
        ObjectNode customer = Json.object()
                .put("object", "customer")
                .put("id", "cus_1")
                .put("name", "Acme \u0000Inc.")
                .put("email", "ops@acme.example");
        customer.putArray("preferred_locales").add("de-AT");
        customer.withObject("metadata").put("aegis_time_zone", "Europe/Vienna").put("aegis_contact", "withheld");
        return event("customer.created", 0, customer);
    }

    private static ObjectNode event(String type, int day, ObjectNode object) {
        ObjectNode event = Json.object()
                .put("object", "event")
                .put("id", "evt_" + type + "_" + day)
                .put("type", type)
                .put("api_version", "2020-08-27")
                .put("created", at(day).getEpochSecond());
        event.withObject("data").set("object", object);
        return event;
    }

    private static ObjectNode object(ObjectNode event) {
        return (ObjectNode) event.get("data").get("object");
    }

    private static ObjectNode item(ObjectNode event) {
        return (ObjectNode) object(event).get("items").get("data").get(0);
    }

    private static CustomerFact plan(Tier tier, String plan, int renews, int day) {
        return new CustomerFact.PlanChanged(tier, plan, "sub_1", new Money(4_900, "EUR"), at(renews), at(day));
    }

    private static Instant at(int day) {
        return BEGIN.plus(Duration.ofDays(day));
    }
}
