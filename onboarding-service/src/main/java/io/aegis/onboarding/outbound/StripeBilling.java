package io.aegis.onboarding.outbound;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.model.Coupon;
import com.stripe.model.Customer;
import com.stripe.model.Subscription;
import com.stripe.net.HttpHeaders;
import com.stripe.net.RequestOptions;
import com.stripe.param.CouponCreateParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionCreateParams.TrialSettings;
import com.stripe.param.SubscriptionCreateParams.TrialSettings.EndBehavior;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.SubscriptionUpdateParams;
import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.agent.application.Customers;
import io.aegis.agent.outbound.Line;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.BillingProvider;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Billing in Stripe. A subscription's metadata names the actions that made and changed it; the list of one customer's
 * subscriptions shows that at once, where Stripe's search takes a minute, so what was made is found there. The action is also
 * the idempotency key, so its requests hold nothing that differs from one try to the next. Thread-safe.
 */
final class StripeBilling implements BillingProvider {
    private static final String CUSTOMER = "aegis_customer";
    private static final Set<String> OVER = Set.of("canceled", "incomplete_expired");
    private static final long MOST = 100;

    /** Stripe repeats a kept failure under its key for a day; so often another key is taken. */
    private static final int KEYS = 10;

    private final StripeClient stripe;
    private final PlanNames prices;
    private final Customers customers;
    private final Clock clock;
    private final Line line;

    /** @param config checked to be whole */
    StripeBilling(OnboardingConfig.Stripe config, Duration timeout, Customers customers, Clock clock) {
        this.stripe = StripeClient.builder()
                .setApiKey(config.key().orElseThrow())
                .setApiBase(config.url().toString())
                .setConnectTimeout(2_000)
                .setReadTimeout((int) timeout.toMillis())
                .setMaxNetworkRetries(0)
                .build();
        this.prices = PlanNames.of(config.prices());
        this.customers = customers;
        this.clock = clock;
        this.line = new Line("Stripe", clock);
    }

    @Override
    public boolean inside() {
        return false;
    }

    @Override
    public Optional<Made> find(Order order) {
        return line.call(() -> customer(order.customer()).stream()
                .flatMap(customer -> subscriptions(customer).stream())
                .filter(subscription ->
                        order.action().value().equals(subscription.getMetadata().get(mark(order.change()))))
                .findFirst()
                .map(subscription -> made(order, subscription)));
    }

    @Override
    public Made make(Order order) {
        return line.call(() -> {
            String customer = customer(order.customer()).orElseGet(() -> createCustomer(order.customer()));
            Subscription subscription =
                    switch (order.change()) {
                        case Change.Trial trial -> {
                            SubscriptionCreateParams wanted = trial(customer, order, trial);
                            yield once(
                                    order.action().value(),
                                    key -> stripe.v1().subscriptions().create(wanted, key));
                        }
                        case Change.Plan plan -> {
                            Subscription current = current(customer);
                            yield update(
                                    current,
                                    order,
                                    SubscriptionUpdateParams.builder()
                                            .addItem(SubscriptionUpdateParams.Item.builder()
                                                    .setId(onlyItem(current))
                                                    .setPrice(prices.of(plan.tier()))
                                                    .build()));
                        }
                        case Change.Discount discount -> {
                            Subscription current = current(customer);
                            SubscriptionUpdateParams.Builder wanted = SubscriptionUpdateParams.builder();
                            if (current.getDiscounts() != null) {
                                current.getDiscounts()
                                        .forEach(given -> wanted.addDiscount(SubscriptionUpdateParams.Discount.builder()
                                                .setDiscount(given)
                                                .build()));
                            }
                            yield update(
                                    current,
                                    order,
                                    wanted.addDiscount(SubscriptionUpdateParams.Discount.builder()
                                            .setCoupon(coupon(discount))
                                            .build()));
                        }
                    };
            return made(order, subscription);
        });
    }

    private SubscriptionCreateParams trial(String customer, Order order, Change.Trial trial) {
        return SubscriptionCreateParams.builder()
                .setCustomer(customer)
                .addItem(SubscriptionCreateParams.Item.builder()
                        .setPrice(prices.trial())
                        .build())
                .setTrialPeriodDays((long) trial.days())
                // Who has given no way to pay by then is paused, and owes nothing.
                .setTrialSettings(TrialSettings.builder()
                        .setEndBehavior(EndBehavior.builder()
                                .setMissingPaymentMethod(EndBehavior.MissingPaymentMethod.PAUSE)
                                .build())
                        .build())
                .putMetadata(CUSTOMER, order.customer().value())
                .putMetadata(mark(trial), order.action().value())
                .build();
    }

    private Subscription update(Subscription current, Order order, SubscriptionUpdateParams.Builder wanted) {
        if (isMadeBy(order, current)) {
            return current;
        }
        SubscriptionUpdateParams params = wanted.putMetadata(
                        CUSTOMER, order.customer().value())
                .putMetadata(mark(order.change()), order.action().value())
                .build();
        // The same key with other discounts, since one ran out, would be refused.
        String key = order.action() + "-" + Json.hash(params.toMap()).substring(0, 8);
        return once(key, options -> stripe.v1().subscriptions().update(current.getId(), params, options));
    }

    /** Stripe's name of the customer: their own id if it is one, else by the metadata that {@link #createCustomer} set. */
    private Optional<String> customer(CustomerId customer) {
        if (customer.value().startsWith("cus_")) {
            return Optional.of(customer.value());
        }
        String query = "metadata['%s']:'%s'".formatted(CUSTOMER, customer);
        return ask(() -> stripe.v1()
                        .customers()
                        .search(CustomerSearchParams.builder()
                                .setQuery(query)
                                .setLimit(1L)
                                .build())
                        .getData())
                .stream()
                .findFirst()
                .map(Customer::getId);
    }

    /** The search may not find a customer of the last minute; then the key does. */
    private String createCustomer(CustomerId customer) {
        CustomerSnapshot profile = customers.profile(customer, List.of());
        CustomerCreateParams.Builder wanted = CustomerCreateParams.builder().putMetadata(CUSTOMER, customer.value());
        Optional.ofNullable(profile.name()).ifPresent(wanted::setName);
        Optional.ofNullable(profile.email()).ifPresent(wanted::setEmail);
        CustomerCreateParams params = wanted.build();
        String key = "aegis-customer-" + Json.hash(params.toMap());
        return once(key, options -> stripe.v1().customers().create(params, options))
                .getId();
    }

    private List<Subscription> subscriptions(String customer) {
        return ask(() -> stripe.v1()
                .subscriptions()
                .list(SubscriptionListParams.builder()
                        .setCustomer(customer)
                        .setStatus(SubscriptionListParams.Status.ALL)
                        .setLimit(MOST)
                        .build())
                .getData());
    }

    /** The one that there is; of several, the one that Aegis made. */
    private Subscription current(String customer) {
        List<Subscription> running = subscriptions(customer).stream()
                .filter(subscription -> !OVER.contains(subscription.getStatus()))
                .toList();
        List<Subscription> ours = running.size() == 1
                ? running
                : running.stream()
                        .filter(subscription -> subscription.getMetadata().containsKey(CUSTOMER))
                        .toList();
        if (ours.size() != 1) {
            throw new Refused(
                    running.isEmpty()
                            ? "The customer has no subscription in Stripe."
                            : "The customer has several subscriptions in Stripe; somebody has to choose.");
        }
        return ours.getFirst();
    }

    private static String onlyItem(Subscription subscription) {
        if (subscription.getItems().getData().size() != 1) {
            throw new Refused("The customer's subscription in Stripe has several prices; somebody has to choose.");
        }
        return subscription.getItems().getData().getFirst().getId();
    }

    /** One coupon for all discounts of this size. */
    private String coupon(Change.Discount discount) {
        String id = "aegis-%d-percent-%d-months".formatted(discount.percent(), discount.months());
        CouponCreateParams params = CouponCreateParams.builder()
                .setId(id)
                .setName("%d %% off for %d months".formatted(discount.percent(), discount.months()))
                .setPercentOff(BigDecimal.valueOf(discount.percent()))
                .setDuration(CouponCreateParams.Duration.REPEATING)
                .setDurationInMonths((long) discount.months())
                .build();
        Coupon coupon = ask(() -> {
            try {
                return stripe.v1().coupons().create(params);
            } catch (StripeException e) {
                if (!"resource_already_exists".equals(e.getCode())) {
                    throw e;
                }
                return stripe.v1().coupons().retrieve(id);
            }
        });
        // Somebody may have made one of this name that gives something else.
        if (coupon.getPercentOff() == null
                || coupon.getPercentOff().compareTo(BigDecimal.valueOf(discount.percent())) != 0
                || !Long.valueOf(discount.months()).equals(coupon.getDurationInMonths())) {
            throw new Refused("Stripe's coupon " + id + " is not what its name says; somebody has to look.");
        }
        return id;
    }

    private Made made(Order order, Subscription subscription) {
        Long began = subscription.getTrialStart();
        return new Made(
                subscription.getId(),
                order.change() instanceof Change.Trial && began != null
                        ? Instant.ofEpochSecond(began)
                        : clock.instant());
    }

    private static boolean isMadeBy(Order order, Subscription subscription) {
        return order.action().value().equals(subscription.getMetadata().get(mark(order.change())));
    }

    private static String mark(Change change) {
        return switch (change) {
            case Change.Trial trial -> "aegis_trial";
            case Change.Plan plan -> "aegis_plan";
            case Change.Discount discount -> "aegis_discount";
        };
    }

    private interface Request<T> {
        T send() throws StripeException;
    }

    private interface Keyed<T> {
        T send(RequestOptions key) throws StripeException;
    }

    private <T> T ask(Request<T> request) {
        try {
            return request.send();
        } catch (StripeException e) {
            throw failure(e);
        }
    }

    /** Sends under the key. A failure that Stripe only repeats from an earlier try is one that came to an end: another key. */
    private <T> T once(String key, Keyed<T> request) {
        StripeException last = null;
        for (int i = 0; i < KEYS; i++) {
            RequestOptions options = RequestOptions.builder()
                    .setIdempotencyKey(i == 0 ? key : key + "-" + i)
                    .build();
            try {
                return request.send(options);
            } catch (StripeException e) {
                if (status(e) < 500 || header(e, "Idempotent-Replayed").isEmpty()) {
                    throw failure(e);
                }
                last = e;
            }
        }
        throw failure(java.util.Objects.requireNonNull(last));
    }

    /** In words of our own: Stripe's messages quote keys and addresses. */
    private RuntimeException failure(StripeException e) {
        int status = status(e);
        if (e instanceof ApiConnectionException || status == 0) {
            return line.unanswered(e);
        }
        // A lock, or the first try under this key is still at work.
        if (Line.isLater(status) || status == 409) {
            return line.later(status, header(e, "Retry-After"));
        }
        return new Refused("Stripe refused it (" + PlanNames.code(e.getCode(), status) + ").");
    }

    private static int status(StripeException e) {
        return e.getStatusCode() == null ? 0 : e.getStatusCode();
    }

    private static Optional<String> header(StripeException e, String name) {
        return Optional.ofNullable(e.getStripeError())
                .map(error -> error.getLastResponse())
                .<HttpHeaders>map(response -> response.headers())
                .flatMap(headers -> headers.firstValue(name))
                .map(Function.identity());
    }
}
