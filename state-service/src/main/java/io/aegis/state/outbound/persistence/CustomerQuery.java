package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerSnapshot;
import io.aegis.state.application.CustomerStore.After;
import io.aegis.state.application.CustomerStore.Order;
import io.aegis.state.application.CustomerStore.Search;
import io.aegis.state.application.CustomerStore.SortKey;
import io.aegis.state.domain.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.query.CommonQueryContract;
import org.jspecify.annotations.Nullable;

/**
 * A search as a plain statement. Words, health level and score have indexes, and so has each order; tier, stage and plan
 * are looked at on the way.
 */
final class CustomerQuery {
    private final List<String> conditions = new ArrayList<>(List.of("true"));
    private final Map<String, Object> values = new HashMap<>();

    CustomerQuery(Search search) {
        if (!search.words().isEmpty()) {
            and(
                    "array_to_tsvector(string_to_array(words, ' ')) @@ cast(:words as tsquery)",
                    "words",
                    search.words().stream().map(word -> "'" + word + "':*").collect(Collectors.joining(" & ")));
        }
        if (search.tier() != null) {
            and("tier = :tier", "tier", search.tier().wireName());
        }
        if (search.stage() != null) {
            and("stage = :stage", "stage", search.stage().wireName());
        }
        if (search.health() != null) {
            and("health = :health", "health", search.health().wireName());
        }
        if (search.plan() != null) {
            and("plan = :plan", "plan", search.plan());
        }
        if (search.leastScore() != null) {
            and("score >= :leastScore", "leastScore", search.leastScore());
        }
        if (search.mostScore() != null) {
            and("score <= :mostScore", "mostScore", search.mostScore());
        }
    }

    String page(Order order, @Nullable After after) {
        String way = order.descending() ? " desc" : "";
        if (after != null) {
            String compared = order.descending() ? " < " : " > ";
            switch (order.by()) {
                case ID -> conditions.add("customer" + compared + ":afterCustomer");
                case NAME ->
                    and("(name_key, customer)" + compared + "(:afterKey, :afterCustomer)", "afterKey", after.key());
                case SCORE ->
                    and(
                            "(score, customer)" + compared + "(:afterKey, :afterCustomer)",
                            "afterKey",
                            Integer.valueOf(after.key()));
            }
            values.put("afterCustomer", after.customer().value());
        }
        String sorted =
                switch (order.by()) {
                    case ID -> "customer" + way;
                    case NAME -> "name_key" + way + ", customer" + way;
                    case SCORE -> "score" + way + ", customer" + way;
                };
        return "select cast(state as text) from customer where " + where() + " order by " + sorted;
    }

    String count() {
        return "select count(*) from customer where " + where();
    }

    <Q extends CommonQueryContract> Q bound(Q query) {
        values.forEach(query::setParameter);
        return query;
    }

    static String key(SortKey by, CustomerSnapshot customer) {
        return switch (by) {
            case ID -> "";
            case NAME -> Words.key(customer.name());
            case SCORE -> Integer.toString(customer.health().score());
        };
    }

    private void and(String condition, String name, Object value) {
        conditions.add(condition);
        values.put(name, value);
    }

    private String where() {
        return String.join(" and ", conditions);
    }
}
