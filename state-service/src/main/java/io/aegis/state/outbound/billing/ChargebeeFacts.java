package io.aegis.state.outbound.billing;

import com.chargebee.models.Customer;
import com.chargebee.models.Event;
import com.chargebee.models.Invoice;
import com.chargebee.models.Subscription;
import com.chargebee.models.Transaction;
import com.chargebee.org.json.JSONObject;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Money;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Chargebee's events say, read by the official models. A subscription's word is about the time of its version, which
 * has milliseconds where the event has seconds; so a later state that was read again never counts as an earlier one.
 */
final class ChargebeeFacts {
    private static final String PREFIX = "chargebee.";

    private final TierNames tiers;
    private final Optional<ChargebeeSite> site;
    private final Instant now;

    /** @param site present when what is told is to be read again there */
    ChargebeeFacts(TierNames tiers, Optional<ChargebeeSite> site, Instant now) {
        this.tiers = tiers;
        this.site = site;
        this.now = now;
    }

    List<CustomerFact> of(ObjectNode json) {
        JsonNode occurred = json.path("occurred_at");
        Instant at = Documents.past(occurred.isIntegralNumber() ? Documents.time(occurred.longValue()) : null, now);
        String type = json.path("event_type").asText();
        List<CustomerFact> facts = facts(type, json, at);
        return facts.isEmpty()
                ? List.of(Documents.outside(
                        PREFIX + type, json.path("id").asText(), subject(type, json.path("content")), at))
                : facts;
    }

    /** What the event is about: the part that its type begins with, or the first that there is. */
    private static JsonNode subject(String type, JsonNode content) {
        return content.properties().stream()
                .filter(part -> type.startsWith(part.getKey()))
                .findFirst()
                .or(() -> content.properties().stream().findFirst())
                .<JsonNode>map(Map.Entry::getValue)
                .orElse(content);
    }

    private List<CustomerFact> facts(String type, ObjectNode json, Instant at) {
        Event.Content content;
        try {
            content = new Event(json.toString()).content();
        } catch (RuntimeException e) {
            // The SDK throws the same for every document that it cannot read.
            return List.of();
        }
        if (type.equals("customer_created") || type.equals("customer_changed")) {
            return Optional.ofNullable(content.customer())
                    .map(customer -> List.of(introduced(customer, at)))
                    .orElse(List.of());
        }
        if (type.startsWith("subscription_")) {
            return Optional.ofNullable(content.subscription())
                    .filter(told -> text(told.jsonObj, "id") != null)
                    .map(told -> subscription(type, told, at))
                    .orElse(List.of());
        }
        if (type.startsWith("payment_") || type.startsWith("invoice_")) {
            return Optional.ofNullable(content.invoice())
                    .filter(told -> text(told.jsonObj, "id") != null)
                    .map(told -> invoice(type, told, content.transaction(), at))
                    .orElse(List.of());
        }
        return List.of();
    }

    private CustomerFact introduced(Customer customer, Instant at) {
        JSONObject told = customer.jsonObj;
        JSONObject more = Objects.requireNonNullElseGet(told.optJSONObject("meta_data"), JSONObject::new);
        String person = Stream.of(text(told, "first_name"), text(told, "last_name"))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        return new CustomerFact.Introduced(
                Documents.text(Objects.requireNonNullElse(text(told, "company"), person)),
                Documents.text(text(told, "email")),
                Documents.text(text(more, Documents.TIME_ZONE)),
                Documents.locale(text(told, "locale")),
                Documents.consent(text(more, Documents.CONTACT)),
                versioned(told, at));
    }

    private List<CustomerFact> subscription(String type, Subscription told, Instant at) {
        String id = told.id();
        Subscription current = site.flatMap(api -> api.subscription(id)).orElse(told);
        Instant then = versioned(current.jsonObj, at);
        String status = Objects.requireNonNullElse(text(current.jsonObj, "status"), "");
        return switch (type) {
            case "subscription_created" -> {
                List<CustomerFact> facts = new ArrayList<>();
                facts.add(new CustomerFact.SubscriptionCreated(id, plan(current), at));
                facts.addAll(standing(current, status, then));
                yield facts;
            }
            case "subscription_started",
                    "subscription_activated",
                    "subscription_reactivated",
                    "subscription_changed",
                    "subscription_trial_extended" -> standing(current, status, then);
            case "subscription_renewed" -> {
                Instant renews = instant(current.currentTermEnd());
                yield renews == null ? List.of() : List.of(new CustomerFact.SubscriptionRenewed(id, renews, then));
            }
            case "subscription_trial_ending", "subscription_trial_end_reminder" -> {
                Instant ends = instant(current.trialEnd());
                yield ends == null ? List.of() : List.of(new CustomerFact.TrialEnding(id, ends, then));
            }
            case "subscription_paused" ->
                List.of(new CustomerFact.SubscriptionPaused(id, instant(current.resumeDate()), then));
            case "subscription_resumed" -> List.of(new CustomerFact.SubscriptionResumed(id, then));
            case "subscription_cancelled" -> status.equals("cancelled") ? cancelled(current, then) : List.of();
            case "subscription_deleted" ->
                List.of(new CustomerFact.SubscriptionCancelled("the subscription was deleted", id, at));
            default -> List.of();
        };
    }

    private static List<CustomerFact> cancelled(Subscription subscription, Instant then) {
        Instant at = Documents.past(instant(subscription.cancelledAt()), then);
        return List.of(new CustomerFact.SubscriptionCancelled(
                Documents.text(text(subscription.jsonObj, "cancel_reason")), subscription.id(), at));
    }

    /** What the customer has of it by its state: a trial counts from its own beginning, however often it is told. */
    private List<CustomerFact> standing(Subscription subscription, String status, Instant then) {
        Instant trialEnds = instant(subscription.trialEnd());
        String plan = plan(subscription);
        return switch (status) {
            case "in_trial" ->
                trialEnds == null
                        ? List.of()
                        : List.of(new CustomerFact.TrialStarted(
                                subscription.id(),
                                trialEnds,
                                Documents.past(instant(subscription.trialStart()), then)));
            case "active", "non_renewing" ->
                plan == null
                        ? List.of()
                        : List.of(new CustomerFact.PlanChanged(
                                tiers.highest(plans(subscription)),
                                plan,
                                subscription.id(),
                                amount(subscription),
                                instant(subscription.currentTermEnd()),
                                then));
            case "cancelled" -> cancelled(subscription, then);
            default -> List.of();
        };
    }

    private static @Nullable String plan(Subscription subscription) {
        String plans = plans(subscription).stream().sorted().collect(Collectors.joining(" + "));
        return Documents.text(plans);
    }

    /** The plan of Product Catalog 1.0, or the item prices of 2.0. */
    private static Set<String> plans(Subscription subscription) {
        String plan = text(subscription.jsonObj, "plan_id");
        return plan != null
                ? Set.of(plan)
                : subscription.subscriptionItems().stream()
                        .map(Subscription.SubscriptionItem::itemPriceId)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
    }

    private static @Nullable Money amount(Subscription subscription) {
        Long unit = subscription.planUnitPrice();
        Long whole =
                unit == null ? null : Long.valueOf(unit * Objects.requireNonNullElse(subscription.planQuantity(), 1));
        if (subscription.planAmount() != null) {
            whole = subscription.planAmount();
        } else if (unit == null && !subscription.subscriptionItems().isEmpty()) {
            whole = subscription.subscriptionItems().stream()
                    .mapToLong(item -> Objects.requireNonNullElse(item.amount(), 0L))
                    .sum();
        }
        return Documents.money(whole, text(subscription.jsonObj, "currency_code"));
    }

    private List<CustomerFact> invoice(String type, Invoice told, @Nullable Transaction payment, Instant at) {
        Invoice current = site.flatMap(api -> api.invoice(told.id())).orElse(told);
        Instant then = versioned(current.jsonObj, at);
        return switch (type) {
            case "payment_failed" -> {
                Money failed = failed(told, payment);
                if (failed == null) {
                    yield List.of();
                }
                List<CustomerFact> facts = new ArrayList<>();
                facts.add(new CustomerFact.PaymentFailed(failed, told.id(), at));
                facts.addAll(settled(current, then));
                yield facts;
            }
            case "payment_succeeded" -> {
                Money paid = Documents.money(
                        payment == null ? told.amountPaid() : payment.amount(), currency(told, payment));
                if (paid == null || !"paid".equals(text(told.jsonObj, "status"))) {
                    yield List.of();
                }
                boolean again = text(told.jsonObj, "dunning_status") != null;
                yield List.of(
                        again
                                ? new CustomerFact.PaymentRecovered(paid, told.id(), at)
                                : new CustomerFact.InvoicePaid(paid, told.id(), at));
            }
            case "invoice_updated" -> {
                List<CustomerFact> settled = settled(current, then);
                yield settled.isEmpty() ? overdue(current, then) : settled;
            }
            case "invoice_deleted" -> List.of(new CustomerFact.InvoiceVoided(told.id(), at));
            default -> List.of();
        };
    }

    private static @Nullable Money failed(Invoice invoice, @Nullable Transaction payment) {
        Long amount = payment != null && payment.amount() != null ? payment.amount() : invoice.amountDue();
        return Documents.money(amount, currency(invoice, payment));
    }

    private static List<CustomerFact> settled(Invoice invoice, Instant then) {
        Money paid = Documents.money(invoice.amountPaid(), currency(invoice, null));
        return switch (Objects.requireNonNullElse(text(invoice.jsonObj, "status"), "")) {
            case "paid" ->
                paid == null
                        ? List.of()
                        : List.of(new CustomerFact.InvoicePaid(
                                paid, invoice.id(), Documents.past(instant(invoice.paidAt()), then)));
            case "voided" -> List.of(new CustomerFact.InvoiceVoided(invoice.id(), then));
            default -> List.of();
        };
    }

    private static List<CustomerFact> overdue(Invoice invoice, Instant then) {
        Money due = Documents.money(invoice.amountDue(), currency(invoice, null));
        Instant dueAt = instant(invoice.dueDate());
        boolean open = Set.of("payment_due", "not_paid")
                .contains(Objects.requireNonNullElse(text(invoice.jsonObj, "status"), ""));
        return open && due != null && dueAt != null && dueAt.isBefore(then)
                ? List.of(new CustomerFact.InvoiceOverdue(due, invoice.id(), dueAt, then))
                : List.of();
    }

    private static @Nullable String currency(Invoice invoice, @Nullable Transaction payment) {
        String own = text(invoice.jsonObj, "currency_code");
        return own == null && payment != null ? text(payment.jsonObj, "currency_code") : own;
    }

    /** When the thing came to be as it is told; its version is that time in milliseconds. */
    private Instant versioned(JSONObject told, Instant at) {
        long version = told.optLong("resource_version", 0);
        return version > 0 ? Documents.past(Instant.ofEpochMilli(version), now) : at;
    }

    private static @Nullable String text(JSONObject told, String name) {
        return told.has(name) && !told.isNull(name) ? told.optString(name) : null;
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
