package io.aegis.local.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.local.testing.ApiStandIn.Answer;
import io.aegis.local.testing.ApiStandIn.Request;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stripe, for tests: customers, subscriptions and coupons, with idempotency keys as Stripe documents them (kept answers,
 * also of failures; another request under the same key is refused) and a search that finds new things late. Its objects
 * are Stripe's published fixtures where those are beside the checkout.
 */
public final class StripeStandIn implements QuarkusTestResourceLifecycleManager, ApiStandIn.Api {
    public static final String KEY = "rk_test_the_key_of_the_tests";

    private static final Pattern SEARCH = Pattern.compile("metadata\\['aegis_customer']:'([^']+)'");
    private static final Set<String> PRICES = Set.of("price_starter", "price_pro", "price_enterprise");
    private static final Set<String> CREATE_SUBSCRIPTION = Set.of(
            "customer",
            "items[0][price]",
            "trial_period_days",
            "trial_settings[end_behavior][missing_payment_method]",
            "metadata[aegis_customer]",
            "metadata[aegis_trial]");

    private final ApiStandIn http = new ApiStandIn(this);
    private final Optional<JsonNode> fixtures =
            SharedData.json("billing/stripe_fixtures3.json").map(all -> all.path("resources"));
    private final Map<String, ObjectNode> customers = new LinkedHashMap<>();
    private final Map<String, ObjectNode> subscriptions = new LinkedHashMap<>();
    private final Map<String, ObjectNode> coupons = new LinkedHashMap<>();
    private final Map<String, String> asked = new HashMap<>();
    private final Map<String, Answer> kept = new HashMap<>();
    private boolean failNext;
    private boolean indexed = true;

    @Override
    public Map<String, String> start() {
        http.open();
        return Map.of(
                "aegis.onboarding.billing", "stripe",
                "aegis.onboarding.stripe.url", http.url(),
                "aegis.onboarding.stripe.key", KEY,
                "aegis.onboarding.stripe.prices.trial", "price_starter",
                "aegis.onboarding.stripe.prices.starter", "price_starter",
                "aegis.onboarding.stripe.prices.pro", "price_pro",
                "aegis.onboarding.stripe.prices.enterprise", "price_enterprise");
    }

    @Override
    public void stop() {
        http.close();
    }

    public ApiStandIn http() {
        return http;
    }

    /** The next request under a key fails, and the failure is kept under that key. */
    public void failNextAndKeepIt() {
        failNext = true;
    }

    /** Whether the search finds what was made. */
    public void index(boolean done) {
        indexed = done;
    }

    @Override
    public Answer answer(Request request) {
        if (!request.header("Authorization").equals("Bearer " + KEY)) {
            return Answer.of(401, ApiStandIn.error("api_key_expired", ""));
        }
        if (request.header("Stripe-Version").isEmpty()) {
            return Answer.of(400, ApiStandIn.error("no_version", ""));
        }
        String key = request.header("Idempotency-Key");
        if (key.isEmpty() || request.reads()) {
            return done(request);
        }
        String what = request.path() + " " + request.parameters();
        if (kept.containsKey(key)) {
            Answer answer = kept.get(key);
            return what.equals(asked.get(key))
                    ? new Answer(answer.status(), answer.body(), true)
                    : Answer.of(400, ApiStandIn.error("idempotency_error", ""));
        }
        Answer answer = failNext ? new Answer(500, "{\"error\":{\"type\":\"api_error\"}}", false) : done(request);
        failNext = false;
        asked.put(key, what);
        kept.put(key, answer);
        return answer;
    }

    private Answer done(Request request) {
        String[] path = request.path().split("/");
        String things = path[2];
        String id = path.length > 3 ? path[3] : "";
        Map<String, String> said = request.parameters();
        return switch (request.method() + " " + things + (id.isEmpty() ? "" : id.equals("search") ? "/search" : "/")) {
            case "GET customers/search" -> list(search(said.getOrDefault("query", "")));
            case "POST customers" -> createCustomer(said);
            case "GET subscriptions" -> list(of(said.getOrDefault("customer", "")));
            case "POST subscriptions" -> subscribe(said);
            case "POST subscriptions/" -> update(id, said);
            case "POST coupons" -> createCoupon(said);
            case "GET coupons/" -> found(coupons.get(id));
            default -> Answer.of(404, ApiStandIn.error("url_invalid", ""));
        };
    }

    private ArrayNode search(String query) {
        Matcher wanted = SEARCH.matcher(query);
        ArrayNode found = ApiStandIn.JSON.createArrayNode();
        if (indexed && wanted.matches()) {
            customers.values().stream()
                    .filter(customer -> customer.path("metadata")
                            .path("aegis_customer")
                            .asText()
                            .equals(wanted.group(1)))
                    .forEach(found::add);
        }
        return found;
    }

    private Answer createCustomer(Map<String, String> said) {
        ObjectNode customer = fixture("customer").put("id", "cus_" + (customers.size() + 1));
        Optional.ofNullable(said.get("email")).ifPresent(email -> customer.put("email", email));
        customer.set("metadata", metadata(said));
        customers.put(customer.get("id").textValue(), customer);
        http.changed("customer " + said.get("metadata[aegis_customer]"));
        return Answer.of(200, customer);
    }

    private ArrayNode of(String customer) {
        ArrayNode found = ApiStandIn.JSON.createArrayNode();
        subscriptions.values().stream()
                .filter(subscription -> subscription.get("customer").textValue().equals(customer))
                .forEach(found::add);
        return found;
    }

    private Answer subscribe(Map<String, String> said) {
        if (!CREATE_SUBSCRIPTION.equals(said.keySet()) || !customers.containsKey(said.get("customer"))) {
            return Answer.of(400, ApiStandIn.error("parameter_unknown", ""));
        }
        int number = subscriptions.size() + 1;
        ObjectNode subscription = fixture("subscription")
                .put("id", "sub_" + number)
                .put("customer", said.get("customer"))
                .put("status", "trialing")
                .put("trial_start", 1_772_359_200L)
                .put("trial_end", 1_772_359_200L + Long.parseLong(said.get("trial_period_days")) * 86_400);
        subscription.putArray("discounts");
        subscription.set("metadata", metadata(said));
        ObjectNode item = subscription
                .putObject("items")
                .put("object", "list")
                .putArray("data")
                .addObject();
        item.put("object", "subscription_item").put("id", "si_" + number);
        item.set("price", fixture("price").put("id", said.get("items[0][price]")));
        subscriptions.put("sub_" + number, subscription);
        http.changed("trial of " + said.get("trial_period_days") + " days of " + said.get("items[0][price]") + " for "
                + said.get("metadata[aegis_customer]"));
        return Answer.of(200, subscription);
    }

    private Answer update(String id, Map<String, String> said) {
        ObjectNode subscription = subscriptions.get(id);
        if (subscription == null) {
            return Answer.of(404, ApiStandIn.error("resource_missing", ""));
        }
        if (said.containsKey("items[0][price]")) {
            ObjectNode item = (ObjectNode) subscription.get("items").get("data").get(0);
            if (!item.get("id").textValue().equals(said.get("items[0][id]"))) {
                return Answer.of(400, ApiStandIn.error("parameter_invalid", ""));
            }
            if (!PRICES.contains(said.get("items[0][price]"))) {
                return Answer.of(400, ApiStandIn.error("resource_missing", ""));
            }
            ((ObjectNode) item.get("price")).put("id", said.get("items[0][price]"));
            http.changed("plan " + said.get("items[0][price]") + " on " + id);
        }
        if (said.keySet().stream().anyMatch(name -> name.startsWith("discounts"))) {
            ArrayNode discounts = subscription.putArray("discounts");
            for (int i = 0; said.keySet().stream().anyMatch(startsWith("discounts[" + i + "]")); i++) {
                String kept = said.get("discounts[" + i + "][discount]");
                String coupon = said.get("discounts[" + i + "][coupon]");
                if (kept == null && !coupons.containsKey(coupon)) {
                    return Answer.of(400, ApiStandIn.error("resource_missing", ""));
                }
                discounts.add(kept == null ? "di_" + coupon : kept);
            }
            http.changed("discounts " + discounts + " on " + id);
        }
        ((ObjectNode) subscription.get("metadata")).setAll(metadata(said));
        return Answer.of(200, subscription);
    }

    private static java.util.function.Predicate<String> startsWith(String prefix) {
        return name -> name.startsWith(prefix);
    }

    private Answer createCoupon(Map<String, String> said) {
        if (coupons.containsKey(said.get("id"))) {
            return Answer.of(400, ApiStandIn.error("resource_already_exists", ""));
        }
        ObjectNode coupon = fixture("coupon")
                .put("id", said.get("id"))
                .put("percent_off", Double.parseDouble(said.get("percent_off")))
                .put("duration", said.get("duration"))
                .put("duration_in_months", Long.parseLong(said.get("duration_in_months")));
        coupons.put(said.get("id"), coupon);
        http.changed("coupon " + said.get("id"));
        return Answer.of(200, coupon);
    }

    private ObjectNode fixture(String name) {
        return fixtures.<ObjectNode>map(all -> all.path(name).deepCopy())
                .orElseGet(() -> ApiStandIn.JSON.createObjectNode().put("object", name));
    }

    private static ObjectNode metadata(Map<String, String> said) {
        ObjectNode metadata = ApiStandIn.JSON.createObjectNode();
        said.forEach((name, value) -> {
            if (name.startsWith("metadata[")) {
                metadata.put(name.substring("metadata[".length(), name.length() - 1), value);
            }
        });
        return metadata;
    }

    private static Answer found(@Nullable ObjectNode thing) {
        return thing == null ? Answer.of(404, ApiStandIn.error("resource_missing", "")) : Answer.of(200, thing);
    }

    private static Answer list(ArrayNode data) {
        ObjectNode list =
                ApiStandIn.JSON.createObjectNode().put("object", "list").put("has_more", false);
        list.set("data", data);
        return Answer.of(200, list);
    }
}
