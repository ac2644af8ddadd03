package io.aegis.local.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.local.testing.ApiStandIn.Answer;
import io.aegis.local.testing.ApiStandIn.Request;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Chargebee, for tests: customers, subscriptions and coupons of a site with plans. Each request is held against the
 * published API description where that is beside the checkout; what does not fit is refused, and told by {@link #objections}.
 */
public final class ChargebeeStandIn implements QuarkusTestResourceLifecycleManager, ApiStandIn.Api {
    public static final String KEY = "test_the_key_of_the_tests";

    /** The description is of v1, the SDK speaks v2. */
    private static final Map<String, String> IN_VERSION_2 = Map.of("coupon_ids", "coupon");

    private static final Set<String> PLANS = Set.of("starter-monthly", "pro-monthly", "enterprise-monthly");

    private final ApiStandIn http = new ApiStandIn(this);
    private final Optional<ApiDescription> description =
            SharedData.json("billing/chargebee_api_v1_spec.json").map(json -> new ApiDescription(json, IN_VERSION_2));
    private final List<String> objections = new CopyOnWriteArrayList<>();
    private final Map<String, ObjectNode> customers = new LinkedHashMap<>();
    private final Map<String, ObjectNode> subscriptions = new LinkedHashMap<>();
    private final Map<String, ObjectNode> coupons = new LinkedHashMap<>();
    private final Map<String, Answer> kept = new HashMap<>();

    @Override
    public Map<String, String> start() {
        http.open();
        return Map.of(
                "aegis.onboarding.billing", "chargebee",
                "aegis.onboarding.chargebee.site", "acme-test",
                "aegis.onboarding.chargebee.url", http.url(),
                "aegis.onboarding.chargebee.key", KEY,
                "aegis.onboarding.chargebee.plans.trial", "starter-monthly",
                "aegis.onboarding.chargebee.plans.starter", "starter-monthly",
                "aegis.onboarding.chargebee.plans.pro", "pro-monthly",
                "aegis.onboarding.chargebee.plans.enterprise", "enterprise-monthly");
    }

    @Override
    public void stop() {
        http.close();
    }

    public ApiStandIn http() {
        return http;
    }

    /** True when requests are held against the published description. */
    public boolean isDescribed() {
        return description.isPresent();
    }

    /** Requests that do not fit the description. */
    public List<String> objections() {
        return List.copyOf(objections);
    }

    @Override
    public Answer answer(Request request) {
        String user = Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
        if (!request.header("Authorization").equals("Basic " + user)) {
            return Answer.of(401, ApiStandIn.error("", "api_authentication_failed"));
        }
        if (!request.path().startsWith("/api/v2/")) {
            return notThere();
        }
        String path = request.path().substring("/api/v2".length());
        Optional<String> objection = description.flatMap(api -> api.objection(request, path));
        if (objection.isPresent()) {
            objections.add(request.method() + " " + path + ": " + objection.get());
            return Answer.of(400, ApiStandIn.error("", "param_wrong_value"));
        }
        String key = request.header("chargebee-idempotency-key");
        if (!key.isEmpty() && kept.containsKey(key)) {
            return kept.get(key);
        }
        Answer answer = done(request.method(), path.split("/"), request.parameters());
        if (!key.isEmpty() && answer.status() == 200) {
            kept.put(key, answer);
        }
        return answer;
    }

    private Answer done(String method, String[] path, Map<String, String> said) {
        return switch (method + " " + path[1] + (path.length > 2 ? "/" : "") + (path.length > 3 ? path[3] : "")) {
            case "GET customers/" -> found("customer", customers.get(path[2]));
            case "POST customers" -> createCustomer(said);
            case "GET customers/subscriptions" -> list(path[2]);
            case "POST customers/subscriptions" -> subscribe(path[2], said);
            case "GET subscriptions/" -> found("subscription", subscriptions.get(path[2]));
            case "POST subscriptions/" -> update(subscriptions.get(path[2]), said);
            case "GET coupons/" -> found("coupon", coupons.get(path[2]));
            case "POST coupons" -> createCoupon(said);
            default -> notThere();
        };
    }

    private Answer createCustomer(Map<String, String> said) {
        String id = said.get("id");
        if (customers.containsKey(id)) {
            return duplicate();
        }
        customers.put(id, object(said, Set.of()).put("object", "customer"));
        http.changed("customer " + id);
        return found("customer", customers.get(id));
    }

    private Answer subscribe(String customer, Map<String, String> said) {
        if (!customers.containsKey(customer) || !PLANS.contains(said.get("plan_id"))) {
            return notThere();
        }
        String id = said.get("id");
        if (subscriptions.containsKey(id)) {
            return duplicate();
        }
        long began = 1_772_359_200L;
        subscriptions.put(
                id,
                object(said, Set.of("trial_end"))
                        .put("object", "subscription")
                        .put("customer_id", customer)
                        .put("status", "in_trial")
                        .put("plan_quantity", 1)
                        .put("has_scheduled_changes", false)
                        .put("trial_start", began)
                        .put("created_at", began));
        http.changed("trial of " + said.get("plan_id") + " for " + customer);
        return found("subscription", subscriptions.get(id));
    }

    private Answer update(@Nullable ObjectNode subscription, Map<String, String> said) {
        if (subscription == null || !PLANS.contains(said.getOrDefault("plan_id", "pro-monthly"))) {
            return notThere();
        }
        String id = subscription.get("id").textValue();
        String coupon = said.get("coupon_ids[0]");
        if (coupon != null) {
            if (!coupons.containsKey(coupon)) {
                return notThere();
            }
            subscription.withArray("coupons").addObject().put("coupon_id", coupon);
            http.changed("coupon " + coupon + " on "
                    + subscription.get("customer_id").textValue());
        }
        if (said.containsKey("plan_id")) {
            subscription.put("plan_id", said.get("plan_id"));
            http.changed("plan " + said.get("plan_id") + " for "
                    + subscription.get("customer_id").textValue());
        }
        subscription.set("meta_data", object(said, Set.of()).path("meta_data"));
        return found("subscription", subscriptions.get(id));
    }

    private Answer createCoupon(Map<String, String> said) {
        if (coupons.containsKey(said.get("id"))) {
            return duplicate();
        }
        ObjectNode coupon = object(said, Set.of("duration_month")).put("object", "coupon");
        coupon.put("discount_percentage", Double.parseDouble(said.get("discount_percentage")));
        coupons.put(said.get("id"), coupon);
        http.changed("coupon " + said.get("id"));
        return found("coupon", coupon);
    }

    private Answer list(String customer) {
        ObjectNode answer = ApiStandIn.JSON.createObjectNode();
        ArrayNode list = answer.putArray("list");
        subscriptions.values().stream()
                .filter(subscription ->
                        subscription.get("customer_id").textValue().equals(customer))
                .forEach(subscription -> list.addObject().set("subscription", subscription));
        return customers.containsKey(customer) ? Answer.of(200, answer) : notThere();
    }

    /** What was said, as an object. */
    private static ObjectNode object(Map<String, String> said, Set<String> numbers) {
        ObjectNode object = ApiStandIn.JSON.createObjectNode();
        said.forEach((name, value) -> {
            if (name.equals("meta_data")) {
                try {
                    object.set(name, ApiStandIn.JSON.readTree(value));
                } catch (JsonProcessingException e) {
                    throw new IllegalArgumentException(e);
                }
            } else if (numbers.contains(name)) {
                object.put(name, Long.parseLong(value));
            } else if (!name.contains("[")) {
                object.put(name, value);
            }
        });
        return object;
    }

    private static Answer found(String name, @Nullable ObjectNode thing) {
        if (thing == null) {
            return notThere();
        }
        ObjectNode answer = ApiStandIn.JSON.createObjectNode();
        answer.set(name, thing);
        return Answer.of(200, answer);
    }

    private static Answer notThere() {
        return Answer.of(404, ApiStandIn.error("", "resource_not_found"));
    }

    private static Answer duplicate() {
        return Answer.of(400, ApiStandIn.error("", "duplicate_entry"));
    }
}
