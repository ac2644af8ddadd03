package io.aegis.state.outbound.billing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonParseException;
import com.stripe.exception.EventDataObjectDeserializationException;
import com.stripe.model.Customer;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.model.Invoice;
import com.stripe.model.Price;
import com.stripe.model.StripeObject;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.net.ApiResource;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe's events say. The object is read by the official models whatever API version the account has; what older
 * versions had elsewhere is looked for there. What does not fit is kept as an outside event, never refused.
 */
final class StripeFacts {
    private static final String PREFIX = "stripe.";
    /** Paid for, or to be. */
    private static final Set<String> RUNNING = Set.of("active", "past_due", "unpaid");

    private final TierNames tiers;
    private final Instant now;

    StripeFacts(TierNames tiers, Instant now) {
        this.tiers = tiers;
        this.now = now;
    }

    List<CustomerFact> of(ObjectNode json) {
        JsonNode object = json.path("data").path("object");
        Instant at = Documents.past(Documents.time(number(json.path("created"))), now);
        String type = json.path("type").asText();
        List<CustomerFact> facts = read(json)
                .map(model -> facts(type, model, object, json.path("data").path("previous_attributes"), at))
                .orElse(List.of());
        return facts.isEmpty()
                ? List.of(Documents.outside(PREFIX + type, json.path("id").asText(), object, at))
                : facts;
    }

    private static Optional<StripeObject> read(ObjectNode json) {
        try {
            Event event = ApiResource.GSON.fromJson(json.toString(), Event.class);
            return Optional.ofNullable(event.getDataObjectDeserializer().deserializeUnsafe());
        } catch (EventDataObjectDeserializationException | JsonParseException e) {
            return Optional.empty();
        }
    }

    private List<CustomerFact> facts(String type, StripeObject model, JsonNode object, JsonNode previous, Instant at) {
        return switch (model) {
            case Customer customer
            when type.equals("customer.created") || type.equals("customer.updated") ->
                List.of(introduced(customer, at));
            case Subscription subscription
            when subscription.getId() != null -> subscription(type, subscription, object, previous, at);
            case Invoice invoice when invoice.getId() != null -> invoice(type, invoice, at);
            case Dispute dispute when dispute.getId() != null -> dispute(type, dispute, at);
            default -> List.of();
        };
    }

    private static CustomerFact introduced(Customer customer, Instant at) {
        Map<String, String> told = Objects.requireNonNullElse(customer.getMetadata(), Map.of());
        List<String> locales = Objects.requireNonNullElse(customer.getPreferredLocales(), List.of());
        return new CustomerFact.Introduced(
                Documents.text(customer.getName()),
                Documents.text(customer.getEmail()),
                Documents.text(told.get(Documents.TIME_ZONE)),
                locales.isEmpty() ? null : Documents.locale(locales.getFirst()),
                Documents.consent(told.get(Documents.CONTACT)),
                at);
    }

    private List<CustomerFact> subscription(
            String type, Subscription subscription, JsonNode object, JsonNode previous, Instant at) {
        String id = subscription.getId();
        Terms terms = terms(subscription, object);
        return switch (type) {
            case "customer.subscription.created" -> {
                List<CustomerFact> facts = new ArrayList<>();
                facts.add(new CustomerFact.SubscriptionCreated(id, terms.plan, at));
                facts.addAll(standing(subscription, terms, at));
                yield facts;
            }
            case "customer.subscription.updated" -> updated(subscription, object, terms, previous, at);
            case "customer.subscription.deleted" ->
                List.of(new CustomerFact.SubscriptionCancelled(reason(subscription), id, at));
            case "customer.subscription.paused" ->
                List.of(new CustomerFact.SubscriptionPaused(id, resumesAt(subscription), at));
            case "customer.subscription.resumed" -> List.of(new CustomerFact.SubscriptionResumed(id, at));
            case "customer.subscription.trial_will_end" -> {
                Instant ends = Documents.time(subscription.getTrialEnd());
                yield ends == null ? List.of() : List.of(new CustomerFact.TrialEnding(id, ends, at));
            }
            default -> List.of();
        };
    }

    /** What the customer has of it by its state: a trial counts from its own beginning, however often it is told. */
    private static List<CustomerFact> standing(Subscription subscription, Terms terms, Instant at) {
        List<CustomerFact> facts = new ArrayList<>();
        String status = Objects.requireNonNullElse(subscription.getStatus(), "");
        Instant ends = Documents.time(subscription.getTrialEnd());
        if (status.equals("trialing") && ends != null) {
            Instant began = Documents.past(Documents.time(subscription.getTrialStart()), at);
            facts.add(new CustomerFact.TrialStarted(subscription.getId(), ends, began));
        }
        if (RUNNING.contains(status) && terms.plan != null) {
            facts.add(terms.changed(subscription.getId(), at));
        }
        if (subscription.getPauseCollection() != null) {
            facts.add(new CustomerFact.SubscriptionPaused(subscription.getId(), resumesAt(subscription), at));
        }
        return facts;
    }

    /** What changed, by the values before; a customer who only has another card has the same plan. */
    private static List<CustomerFact> updated(
            Subscription subscription, JsonNode object, Terms terms, JsonNode previous, Instant at) {
        List<CustomerFact> facts = new ArrayList<>();
        if (previous.isMissingNode()) {
            facts.addAll(standing(subscription, terms, at));
            return facts;
        }
        if (previous.has("trial_end") && "trialing".equals(subscription.getStatus())) {
            Instant ends = Documents.time(subscription.getTrialEnd());
            if (ends != null) {
                facts.add(new CustomerFact.TrialStarted(subscription.getId(), ends, at));
            }
        }
        boolean otherPlan = sold(previous).findAny().isPresent()
                && !sold(previous)
                        .collect(Collectors.toSet())
                        .equals(sold(object).collect(Collectors.toSet()));
        boolean began = previous.has("status")
                && !RUNNING.contains(previous.path("status").asText());
        if (otherPlan || began) {
            standing(subscription, terms, at).stream()
                    .filter(fact -> !(fact instanceof CustomerFact.SubscriptionPaused))
                    .forEach(facts::add);
        }
        Instant before = Documents.time(periodEnd(previous));
        if (!otherPlan
                && !began
                && before != null
                && terms.renewsAt != null
                && terms.renewsAt.isAfter(before)
                && !"trialing".equals(subscription.getStatus())) {
            facts.add(new CustomerFact.SubscriptionRenewed(subscription.getId(), terms.renewsAt, at));
        }
        if (previous.has("pause_collection")) {
            facts.add(
                    subscription.getPauseCollection() == null
                            ? new CustomerFact.SubscriptionResumed(subscription.getId(), at)
                            : new CustomerFact.SubscriptionPaused(subscription.getId(), resumesAt(subscription), at));
        }
        return facts;
    }

    /** What is sold, each price with its quantity. */
    private static Stream<String> sold(JsonNode subscription) {
        Stream<String> items = items(subscription)
                .map(item -> (item.has("price") ? item.path("price") : item.path("plan"))
                                .path("id")
                                .asText()
                        + " x "
                        + item.path("quantity").asText("1"))
                .filter(sold -> !sold.startsWith(" "));
        JsonNode plan = subscription.path("plan");
        return subscription.has("items") || !plan.has("id")
                ? items
                : Stream.of(plan.path("id").asText() + " x "
                        + subscription.path("quantity").asText("1"));
    }

    private static Stream<JsonNode> items(JsonNode subscription) {
        return StreamSupport.stream(subscription.path("items").path("data").spliterator(), false);
    }

    /** Since 2025 each item has its period; before, the subscription had it. */
    private static @Nullable Long periodEnd(JsonNode subscription) {
        return Stream.concat(
                        Stream.of(subscription.path("current_period_end")),
                        items(subscription).map(item -> item.path("current_period_end")))
                .map(StripeFacts::number)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String reason(Subscription subscription) {
        Subscription.CancellationDetails details = subscription.getCancellationDetails();
        return details == null
                ? null
                : Documents.text(details.getFeedback() == null ? details.getReason() : details.getFeedback());
    }

    private static @Nullable Instant resumesAt(Subscription subscription) {
        return subscription.getPauseCollection() == null
                ? null
                : Documents.time(subscription.getPauseCollection().getResumesAt());
    }

    private static List<CustomerFact> invoice(String type, Invoice invoice, Instant at) {
        String id = invoice.getId();
        Money open = Documents.money(
                invoice.getAmountRemaining() == null ? invoice.getAmountDue() : invoice.getAmountRemaining(),
                invoice.getCurrency());
        Money paid = Documents.money(invoice.getAmountPaid(), invoice.getCurrency());
        boolean again = invoice.getAttemptCount() != null && invoice.getAttemptCount() > 1;
        return switch (type) {
            case "invoice.payment_failed" ->
                open == null ? List.of() : List.of(new CustomerFact.PaymentFailed(open, id, at));
            case "invoice.overdue" ->
                open == null
                        ? List.of()
                        : List.of(new CustomerFact.InvoiceOverdue(open, id, Documents.time(invoice.getDueDate()), at));
            case "invoice.paid" -> paid == null ? List.of() : List.of(new CustomerFact.InvoicePaid(paid, id, at));
            case "invoice.payment_succeeded" ->
                paid == null || !again ? List.of() : List.of(new CustomerFact.PaymentRecovered(paid, id, at));
            case "invoice.voided" -> List.of(new CustomerFact.InvoiceVoided(id, at));
            default -> List.of();
        };
    }

    private static List<CustomerFact> dispute(String type, Dispute dispute, Instant at) {
        Money amount = Documents.money(dispute.getAmount(), dispute.getCurrency());
        return switch (type) {
            case "charge.dispute.created" ->
                amount == null
                        ? List.of()
                        : List.of(new CustomerFact.DisputeOpened(
                                dispute.getId(), amount, Documents.text(dispute.getReason()), at));
            case "charge.dispute.closed" ->
                List.of(new CustomerFact.DisputeClosed(dispute.getId(), Documents.text(dispute.getStatus()), at));
            default -> List.of();
        };
    }

    private Terms terms(Subscription subscription, JsonNode object) {
        List<SubscriptionItem> items =
                subscription.getItems() == null || subscription.getItems().getData() == null
                        ? List.of()
                        : subscription.getItems().getData();
        List<Price> prices = items.stream()
                .map(SubscriptionItem::getPrice)
                .filter(Objects::nonNull)
                .toList();
        Set<String> names = prices.stream()
                .flatMap(price -> Stream.of(price.getId(), price.getLookupKey(), price.getProduct()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        String plan = prices.stream()
                .map(price -> Documents.text(price.getLookupKey() == null ? price.getId() : price.getLookupKey()))
                .filter(Objects::nonNull)
                .sorted()
                .collect(Collectors.joining(" + "));
        return new Terms(
                tiers.highest(names),
                plan.isEmpty() ? null : plan,
                amount(items, subscription.getCurrency()),
                Documents.time(periodEnd(object)));
    }

    /** Of one period; null when a price depends on what is used. */
    private static @Nullable Money amount(List<SubscriptionItem> items, @Nullable String currency) {
        long sum = 0;
        for (SubscriptionItem item : items) {
            Long unit = item.getPrice() == null ? null : item.getPrice().getUnitAmount();
            if (unit == null) {
                return null;
            }
            sum += unit * Objects.requireNonNullElse(item.getQuantity(), 1L);
        }
        return items.isEmpty() ? null : Documents.money(sum, currency);
    }

    private static @Nullable Long number(JsonNode node) {
        return node.isIntegralNumber() ? Long.valueOf(node.longValue()) : null;
    }

    /** What a subscription is about. */
    private record Terms(
            @Nullable Tier tier,
            @Nullable String plan,
            @Nullable Money amount,
            @Nullable Instant renewsAt) {
        CustomerFact changed(String subscription, Instant at) {
            return new CustomerFact.PlanChanged(tier, Objects.requireNonNull(plan), subscription, amount, renewsAt, at);
        }
    }
}
