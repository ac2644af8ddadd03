package io.aegis.state.outbound.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.HealthLevel;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.state.application.CustomerStore.After;
import io.aegis.state.application.CustomerStore.Order;
import io.aegis.state.application.CustomerStore.Search;
import io.aegis.state.application.CustomerStore.SortKey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds a page among 100,000 customers, which are gone after the test. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class CustomerQueryTest {
    private static final Search ALL = new Search(List.of(), null, null, null, null, null, null);
    private static final Order BY_ID = new Order(SortKey.ID, false);

    private final Session session;

    CustomerQueryTest(Session session) {
        this.session = session;
    }

    @Test
    void a_page_of_many_is_found_by_an_index() {
        QuarkusTransaction.begin();
        try {
            session.createNativeMutationQuery("""
                            insert into customer (customer, version, name, tier, stage, health, state, score, words, name_key)
                            select 'many-' || n, 1, 'Name ' || n, 'pro', 'new',
                                   case when n % 100 = 0 then 'at_risk' else 'healthy' end, '{}', n % 101,
                                   'many ' || n || ' name', 'name ' || n
                            from generate_series(1, 100000) as n
                            """).executeUpdate();
            session.createNativeMutationQuery("analyze customer").executeUpdate();

            Search word = new Search(List.of("many", "4711"), null, null, null, null, null, null);
            Search atRisk = new Search(List.of(), null, null, HealthLevel.AT_RISK, null, null, null);
            Search low = new Search(List.of(), null, null, null, null, 0, 3);

            assertThat(plan(word, BY_ID, null)).contains("customer_words").doesNotContain("Seq Scan");
            assertThat(plan(atRisk, BY_ID, null)).contains("customer_health").doesNotContain("Seq Scan");
            assertThat(plan(low, new Order(SortKey.SCORE, true), new After("2", new CustomerId("many-7"))))
                    .contains("customer_score")
                    .doesNotContain("Seq Scan");
            assertThat(plan(ALL, new Order(SortKey.NAME, true), new After("name 5", new CustomerId("many-5"))))
                    .contains("customer_name")
                    .doesNotContain("Seq Scan", "Sort");
            assertThat(plan(ALL, BY_ID, new After("", new CustomerId("many-5"))))
                    .contains("customer_pkey")
                    .doesNotContain("Seq Scan", "Sort");
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private String plan(Search search, Order order, After after) {
        CustomerQuery query = new CustomerQuery(search);
        String sql = "explain (costs off) " + query.page(order, after) + " limit 51";
        return String.join(
                "\n", query.bound(session.createNativeQuery(sql, String.class)).getResultList());
    }
}
