package io.aegis.onboarding.outbound;

import com.chargebee.APIException;
import com.chargebee.Environment;
import com.chargebee.ListResult;
import com.chargebee.Result;
import com.chargebee.internal.ListRequest;
import com.chargebee.internal.Request;
import com.chargebee.models.Coupon;
import com.chargebee.models.Customer;
import com.chargebee.models.Subscription;
import com.chargebee.org.json.JSONException;
import com.chargebee.org.json.JSONObject;
import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.agent.application.Customers;
import io.aegis.agent.outbound.Line;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.BillingProvider;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Billing in Chargebee, with plans (Product Catalog 1.0). A customer has the same id there; a trial's id comes from its
 * action, so a second one cannot be made; a change leaves its action in the subscription's meta data. Requests carry an
 * idempotency key beside that. Thread-safe.
 */
final class ChargebeeBilling implements BillingProvider {
    private static final Set<Subscription.Status> OVER =
            Set.of(Subscription.Status.CANCELLED, Subscription.Status.TRANSFERRED);
    private static final int LONGEST_ID = 50;
    private static final int LONGEST_NAME = 150;

    private final Environment site;
    private final PlanNames plans;
    private final Customers customers;
    private final Clock clock;
    private final Line line;

    /** @param config checked to be whole */
    ChargebeeBilling(OnboardingConfig.Chargebee config, Duration timeout, Customers customers, Clock clock) {
        this.site = new At(
                config.site().orElseThrow(),
                config.key().orElseThrow(),
                config.url().map(Object::toString).orElse(null));
        this.site.connectTimeout = 2_000;
        this.site.readTimeout = (int) timeout.toMillis();
        this.plans = PlanNames.of(config.plans());
        this.customers = customers;
        this.clock = clock;
        this.line = new Line("Chargebee", clock);
    }

    /** The SDK lets the address be changed for a whole JVM only. */
    private static final class At extends Environment {
        private final @Nullable String url;

        At(String site, String key, @Nullable String url) {
            super(site, key);
            this.url = url;
        }

        @Override
        public String apiBaseUrl() {
            return url == null ? super.apiBaseUrl() : url + "/api/" + API_VERSION;
        }
    }

    @Override
    public boolean inside() {
        return false;
    }

    @Override
    public Optional<Made> find(Order order) {
        return line.call(() -> switch (order.change()) {
            case Change.Trial trial -> trial(order);
            case Change.Plan plan -> marked(order);
            case Change.Discount discount -> marked(order);
        });
    }

    @Override
    public Made make(Order order) {
        return line.call(() -> {
            try {
                return switch (order.change()) {
                    case Change.Trial trial -> startTrial(order, trial);
                    case Change.Plan plan -> {
                        Subscription current = current(order.customer());
                        yield change(
                                current,
                                order,
                                Subscription.update(current.id()).planId(plans.of(plan.tier())));
                    }
                    case Change.Discount discount -> {
                        Subscription current = current(order.customer());
                        yield change(
                                current,
                                order,
                                Subscription.update(current.id()).couponIds(coupon(discount)));
                    }
                };
            } catch (NotThere | AlreadyThere e) {
                throw new Refused("Chargebee refused it (" + e.getMessage() + ").");
            }
        });
    }

    private Optional<Made> trial(Order order) {
        return found(Subscription.retrieve(trialId(order))).map(found -> trial(found.subscription()));
    }

    private static Made trial(Subscription subscription) {
        Timestamp began = subscription.trialStart() == null ? subscription.createdAt() : subscription.trialStart();
        return new Made(subscription.id(), began.toInstant());
    }

    private Optional<Made> marked(Order order) {
        return subscriptions(order.customer()).stream()
                .filter(subscription ->
                        order.action().value().equals(metaData(subscription).optString(mark(order.change()))))
                .findFirst()
                .map(subscription -> new Made(subscription.id(), clock.instant()));
    }

    private Made startTrial(Order order, Change.Trial trial) {
        if (found(Customer.retrieve(customerId(order.customer()))).isEmpty()) {
            createCustomer(order.customer());
        }
        Instant end = clock.instant().plus(Duration.ofDays(trial.days()));
        try {
            return trial(ask(Subscription.createForCustomer(customerId(order.customer()))
                            .id(trialId(order))
                            .planId(plans.trial())
                            .trialEnd(Timestamp.from(end))
                            .metaData(new JSONObject(
                                    Map.of(mark(trial), order.action().value())))
                            // The same key with another end would be refused.
                            .setIdempotencyKey(order.action() + "-" + end.getEpochSecond()))
                    .subscription());
        } catch (AlreadyThere e) {
            return trial(order).orElseThrow(() -> e);
        }
    }

    private void createCustomer(CustomerId customer) {
        CustomerSnapshot profile = customers.profile(customer, List.of());
        Customer.CreateRequest wanted = Customer.create().id(customer.value());
        Optional.ofNullable(profile.email()).ifPresent(wanted::email);
        Optional.ofNullable(profile.name())
                .map(name -> name.substring(0, Math.min(name.length(), LONGEST_NAME)))
                .ifPresent(wanted::company);
        try {
            ask(wanted);
        } catch (AlreadyThere e) {
            // another action of this customer was faster
        }
    }

    private Made change(Subscription current, Order order, Subscription.UpdateRequest wanted) {
        if (isMadeBy(order, current)) {
            return new Made(current.id(), clock.instant());
        }
        JSONObject metaData = metaData(current);
        try {
            metaData.put(mark(order.change()), order.action().value());
        } catch (JSONException e) {
            throw new IllegalStateException(e);
        }
        // The same key with other meta data, since somebody else changed it, would be refused.
        String key = order.action() + "-" + Json.hash(metaData.toString()).substring(0, 8);
        Result changed = ask(wanted.metaData(metaData).setIdempotencyKey(key));
        return new Made(changed.subscription().id(), clock.instant());
    }

    private List<Subscription> subscriptions(CustomerId customer) {
        try {
            ListResult found = send(() -> ((ListRequest<?>) Subscription.subscriptionsForCustomer(customerId(customer))
                            .limit(100))
                    .request(site));
            return found.stream().map(ListResult.Entry::subscription).toList();
        } catch (NotThere e) {
            return List.of();
        }
    }

    /** The one that there is; of several, the one that Aegis made. */
    private Subscription current(CustomerId customer) {
        List<Subscription> running = subscriptions(customer).stream()
                .filter(subscription -> !OVER.contains(subscription.status()))
                .toList();
        List<Subscription> ours = running.size() == 1
                ? running
                : running.stream()
                        .filter(subscription -> metaData(subscription).has(mark(new Change.Trial(1))))
                        .toList();
        if (ours.size() != 1) {
            throw new Refused(
                    running.isEmpty()
                            ? "The customer has no subscription in Chargebee."
                            : "The customer has several subscriptions in Chargebee; somebody has to choose.");
        }
        return ours.getFirst();
    }

    /** One coupon for all discounts of this size. */
    private String coupon(Change.Discount discount) {
        String id = "aegis-%d-percent-%d-months".formatted(discount.percent(), discount.months());
        Coupon coupon = found(Coupon.retrieve(id)).map(Result::coupon).orElseGet(() -> {
            try {
                return ask(Coupon.create()
                                .id(id)
                                .name("%d %% off for %d months".formatted(discount.percent(), discount.months()))
                                .discountType(Coupon.DiscountType.PERCENTAGE)
                                .discountPercentage((double) discount.percent())
                                .durationType(Coupon.DurationType.LIMITED_PERIOD)
                                .durationMonth(discount.months())
                                .applyOn(Coupon.ApplyOn.INVOICE_AMOUNT))
                        .coupon();
            } catch (AlreadyThere e) {
                return ask(Coupon.retrieve(id)).coupon();
            }
        });
        // Somebody may have made one of this name that gives something else.
        if (!Objects.equals(coupon.discountPercentage(), (double) discount.percent())
                || !Objects.equals(coupon.durationMonth(), discount.months())) {
            throw new Refused("Chargebee's coupon " + id + " is not what its name says; somebody has to look.");
        }
        return id;
    }

    private static JSONObject metaData(Subscription subscription) {
        return subscription.metaData() == null ? new JSONObject() : subscription.metaData();
    }

    /** An id there has at most 50 characters, and an action's may have more. */
    private static String trialId(Order order) {
        return "aegis-" + Json.hash(order.action()).substring(0, 32);
    }

    private static String customerId(CustomerId customer) {
        if (customer.value().length() > LONGEST_ID) {
            throw new Refused("Chargebee takes customer ids of at most 50 characters.");
        }
        return customer.value();
    }

    private static boolean isMadeBy(Order order, Subscription subscription) {
        return order.action().value().equals(metaData(subscription).optString(mark(order.change())));
    }

    private static String mark(Change change) {
        return switch (change) {
            case Change.Trial trial -> "aegis_trial";
            case Change.Plan plan -> "aegis_plan";
            case Change.Discount discount -> "aegis_discount";
        };
    }

    private Optional<Result> found(Request<?> request) {
        try {
            return Optional.of(ask(request));
        } catch (NotThere e) {
            return Optional.empty();
        }
    }

    private Result ask(Request<?> request) {
        return send(() -> request.request(site));
    }

    /** In words of our own: Chargebee's messages quote what was sent, and the SDK's whole answers that it cannot read. */
    private <T> T send(Callable<T> request) {
        try {
            return request.call();
        } catch (APIException e) {
            throw failure(e);
        } catch (IOException e) {
            throw line.unanswered(e);
        } catch (Exception e) {
            throw line.unanswered(e);
        }
    }

    private RuntimeException failure(APIException e) {
        int status = e.httpStatusCode;
        if (Line.isLater(status)) {
            return line.later(status, retryAfter(e));
        }
        if (status == 404) {
            return new NotThere();
        }
        return "duplicate_entry".equals(e.apiErrorCode)
                ? new AlreadyThere()
                : new Refused("Chargebee refused it (" + PlanNames.code(e.apiErrorCode, status) + ").");
    }

    private static Optional<String> retryAfter(APIException e) {
        return e.headers.entrySet().stream()
                .filter(header -> "Retry-After".equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }

    private static final class NotThere extends RuntimeException {
        NotThere() {
            super("resource_not_found");
        }
    }

    private static final class AlreadyThere extends RuntimeException {
        AlreadyThere() {
            super("duplicate_entry");
        }
    }
}
