package io.aegis.state;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.LoggedIn;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.state.application.ChurnModels;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Origin;
import io.aegis.state.application.UsageIntake;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Learned;
import io.aegis.state.domain.churn.Accuracy;
import io.aegis.state.domain.churn.ChurnModel;
import io.aegis.state.domain.churn.Encoding;
import io.aegis.state.domain.churn.Validation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** From a deployment's history to a customer's probability, and back to the rules. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChurnTest {
    private static final Origin ORIGIN = new Origin("test", "event", "correlation");
    private static final Money AMOUNT = new Money(4900, "EUR");
    private static final Instant NOW = Instant.now();

    private static Peer peer;

    private final CustomerStore customers;
    private final ChurnModels models;
    private final UsageIntake usage;

    ChurnTest(CustomerStore customers, ChurnModels models, UsageIntake usage) {
        this.customers = customers;
        this.models = models;
        this.usage = usage;
    }

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    @Order(1)
    void without_a_history_nothing_is_trained_and_health_says_so() {
        train("admin").then().statusCode(422).body("detail", Matchers.endsWith("30 of each are needed"));

        JsonPath churn = health("churn-nobody", "success-manager", "");
        assertThat(churn.getString("churn.by")).isEqualTo("rules_only");
        assertThat(churn.getString("churn.why")).isEqualTo("no model has been trained");
    }

    @Test
    @Order(2)
    void a_model_learns_from_the_history_and_tells_who_is_likely_lost_and_why() {
        history();

        JsonPath model = train("admin").then().statusCode(201).extract().jsonPath();
        JsonPath troubled = health("churn-troubled", "success-manager", "");
        JsonPath quiet = health("churn-quiet", "success-manager", "");

        assertThat(model.getBoolean("beatsBaseRate")).isTrue();
        assertThat(model.getString("trainedBy")).isEqualTo("sam");
        assertThat(model.getInt("validation.customers")).isBetween(150, 170);
        assertThat(model.getInt("validation.churned")).isEqualTo(80);
        assertThat(model.getDouble("validation.accuracy.brier"))
                .isLessThan(0.8 * model.getDouble("validation.baseRateBrier"));
        assertThat(troubled.getString("churn.by")).isEqualTo("model");
        assertThat(troubled.getInt("churn.model")).isEqualTo(model.getInt("version"));
        assertThat(troubled.getInt("churn.days")).isEqualTo(30);
        assertThat(troubled.getDouble("churn.probability")).isGreaterThan(0.4);
        assertThat(troubled.getList("churn.reasons.text", String.class)).contains("days since a payment failed: 5");
        assertThat(quiet.getDouble("churn.probability")).isLessThan(0.1);
        assertThat(health("churn-nobody", "success-manager", "").getString("churn.why"))
                .isEqualTo("the customer has no subscription that he could cancel");
        get("/api/churn/models", "auditor")
                .then()
                .statusCode(200)
                .body("[0].version", Matchers.is(model.getInt("version")));
    }

    @Test
    @Order(3)
    void who_follows_customers_is_told_the_probability_and_its_model_when_it_is_news() {
        CustomerId troubled = new CustomerId("churn-troubled");
        int model = get("/api/churn/models", "auditor").jsonPath().getInt("[0].version");

        usage.countRequest(null, List.of(new LoggedIn(troubled, 1, NOW)));

        CustomerChanged first =
                peer.await(Topics.CUSTOMERS, troubled, CustomerChanged.class, 1).getFirst();
        double probability = health("churn-troubled", "success-manager", "").getDouble("churn.probability");
        assertThat(first.now().churn()).isEqualTo(new CustomerSnapshot.Churn(probability, 30, model));
        assertThat(told("churn-troubled")).isEqualTo(probability);
        get("/api/customers/churn-troubled", "success-manager").then().body("churn", Matchers.nullValue());

        usage.countRequest(null, List.of(new LoggedIn(troubled, 1, NOW)));
        tell("churn-troubled", probability - 0.2);
        usage.countRequest(null, List.of(new LoggedIn(troubled, 1, NOW)));

        List<CustomerChanged> all = peer.await(Topics.CUSTOMERS, troubled, CustomerChanged.class, 2);
        assertThat(all).hasSize(2);
        assertThat(all.getLast().facts()).isEmpty();
        assertThat(all.getLast().now()).isEqualTo(first.now());
    }

    @Test
    @Order(3)
    void before_the_model_was_trained_it_said_nothing() {
        assertThat(health("churn-troubled", "success-manager", "?asOf=" + NOW).getString("churn.why"))
                .isEqualTo("no model has been trained");
    }

    @Test
    @Order(4)
    void a_customer_sees_his_health_and_not_how_likely_he_is_lost() {
        JsonPath own = health("churn-troubled", "customer", "");

        assertThat(own.getString("health.level")).isNotBlank();
        assertThat(own.<Object>get("churn")).isNull();
    }

    @Test
    @Order(5)
    void only_an_admin_trains() {
        train("success-manager").then().statusCode(403);
        get("/api/churn/models", "customer").then().statusCode(403);
    }

    @Test
    @Order(6)
    void a_newer_model_that_does_not_beat_the_base_rate_is_not_used() {
        Validation byChance =
                new Validation(600, 160, 80, 0.13, new Accuracy(0.55, 0.112, 1.1), 0.1131, 0.0011, 0.0009);
        ChurnModel model = new ChurnModel(new Encoding(List.of(), List.of()), -2, List.of(), List.of());

        ChurnModels.Version version =
                QuarkusTransaction.requiringNew().call(() -> models.add(Instant.now(), "sam", byChance, model));

        assertThat(health("churn-troubled", "success-manager", "").getString("churn.why"))
                .isEqualTo("model " + version.version() + " does not beat the base rate");
        await().atMost(Duration.ofSeconds(15)).pollInSameThread().untilAsserted(() -> {
            usage.countRequest(null, List.of(login("churn-troubled", 0)));
            assertThat(told("churn-troubled")).isNull();
        });
    }

    private Double told(String customer) {
        return QuarkusTransaction.requiringNew().call(() -> customers.churnTold(new CustomerId(customer)));
    }

    private void tell(String customer, double probability) {
        QuarkusTransaction.requiringNew().run(() -> customers.churnTold(new CustomerId(customer), probability));
    }

    /** Whose payment fails mostly cancels within weeks; the others log in and stay. */
    private void history() {
        List<LoggedIn> logins = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            Instant moment = NOW.minus(Duration.ofDays(30L * (1 + i % 5)));
            plant(
                    "churn-lost-" + i,
                    plan(NOW.minus(Duration.ofDays(200))),
                    i % 10 == 0 ? greeted() : failed(moment.minus(Duration.ofDays(5))),
                    new CustomerFact.SubscriptionCancelled(null, "s-1", moment.plus(Duration.ofDays(20))));
            plant(
                    "churn-kept-" + i,
                    plan(NOW.minus(Duration.ofDays(200))),
                    i % 20 == 0 ? failed(moment.minus(Duration.ofDays(5))) : greeted());
            for (int month = 0; month < 7; month++) {
                logins.add(login("churn-kept-" + i, 30 * month + 2));
            }
        }
        plant("churn-troubled", plan(NOW.minus(Duration.ofDays(100))), failed(NOW.minus(Duration.ofDays(5))));
        plant("churn-quiet", plan(NOW.minus(Duration.ofDays(100))));
        logins.add(login("churn-quiet", 2));
        QuarkusTransaction.requiringNew().run(() -> usage.count(logins));
    }

    private void plant(String id, CustomerFact... facts) {
        QuarkusTransaction.requiringNew().run(() -> {
            Customer customer = Customer.unknown(new CustomerId(id));
            for (CustomerFact fact : facts) {
                customer = customer.apply(fact);
                customers.save(new Learned(customer, List.of(fact), List.of()), ORIGIN, fact.at());
            }
        });
    }

    private static LoggedIn login(String customer, int daysAgo) {
        return new LoggedIn(new CustomerId(customer), 1, NOW.minus(Duration.ofDays(daysAgo)));
    }

    private static CustomerFact plan(Instant at) {
        return new CustomerFact.PlanChanged(Tier.PRO, "pro-monthly", "s-1", null, null, at);
    }

    private static CustomerFact failed(Instant at) {
        return new CustomerFact.PaymentFailed(AMOUNT, "in_1", at);
    }

    private static CustomerFact greeted() {
        return new CustomerFact.MailSent("welcome", NOW.minus(Duration.ofDays(190)));
    }

    private static JsonPath health(String customer, String role, String query) {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of(role), customer))
                .get("/api/customers/" + customer + "/health" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Response get(String path, String role) {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of(role), "churn-quiet"))
                .get(path);
    }

    private static Response train(String role) {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), "sam", Set.of(role), null))
                .post("/api/churn/models");
    }
}
