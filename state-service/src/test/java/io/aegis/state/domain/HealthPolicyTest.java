package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Money;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import io.aegis.state.outbound.rules.HealthRules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged rules, case by case. */
class HealthPolicyTest {
    private static final HealthPolicy POLICY = HealthRules.packaged();
    private static final Instant NOW = Instant.parse("2026-05-04T12:25:00Z");
    private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    private static final CustomerFact CALLED =
            new CustomerFact.FirstApiCallMade(Environment.TEST, NOW.minus(Duration.ofDays(10)));
    private static final Health NOBODYS = new Health(HealthLevel.NEW, 100, List.of());
    private static final Money AMOUNT = new Money(4900, "EUR");

    @ParameterizedTest(name = "{0} good and {1} failed calls: {2}, errors {3}, score {4}")
    @CsvSource({
        "0,     0, HEALTHY,         100, 100, ''",
        "99,    1, HEALTHY,         96,   99, ''",
        "951,  49, HEALTHY,         80,   95, ''",
        "95,    5, NEEDS_ATTENTION, 80,   80, '5.0 % of 100 calls in 24 hours failed, mostly with 401'",
        "901,  99, NEEDS_ATTENTION, 60,   80, '9.9 % of 1000 calls in 24 hours failed, mostly with 401'",
        "90,   10, AT_RISK,         60,   55, '10.0 % of 100 calls in 24 hours failed, mostly with 401'",
        "85,   15, AT_RISK,         40,   55, '15.0 % of 100 calls in 24 hours failed, mostly with 401'",
        "0,     9, HEALTHY,         100, 100, ''",
        "0,    10, AT_RISK,         0,    55, '100.0 % of 10 calls in 24 hours failed, mostly with 401'",
    })
    void errors_decide_by_their_share_of_enough_calls(
            long good, long failed, HealthLevel level, int errors, int score, String reason) {
        Assessment assessed = assess(calls(good, failed), CALLED);

        assertThat(assessed.health().level()).isEqualTo(level);
        assertThat(value(assessed, Measure.ERRORS)).isEqualTo(errors);
        assertThat(assessed.health().score()).isEqualTo(score);
        assertThat(assessed.health().reasons()).startsWith(reason.isEmpty() ? new String[0] : new String[] {reason});
        assertThat(assessed.cause()).isEqualTo(reason.isEmpty() ? HealthCause.NONE : HealthCause.ERRORS);
    }

    @ParameterizedTest(name = "{0} % failed {1} days ago: {2}")
    @CsvSource({"10, 1, 60", "10, 5, 60", "10, 8, 100", "1, 1, 96"})
    void errors_of_days_before_are_forgotten_after_a_week(int percent, int daysAgo, int value) {
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        days.put(TODAY.minusDays(daysAgo), new UsageTally.Count(100, percent, 0));

        assertThat(value(assess(new Activity(Traffic.NONE, days), CALLED), Measure.ERRORS))
                .isEqualTo(value);
    }

    @Test
    void of_errors_before_each_half_life_counts_half() {
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        days.put(TODAY.minusDays(1), new UsageTally.Count(100, 0, 0));
        days.put(TODAY.minusDays(3), new UsageTally.Count(100, 15, 0));

        // 100 calls without, and 50 of which 7.5 failed: 5 %, a fifth of what is worst.
        assertThat(value(assess(new Activity(Traffic.NONE, days), CALLED), Measure.ERRORS))
                .isEqualTo(80);
    }

    @ParameterizedTest(name = "{0} days after the first call: {1}")
    @CsvSource({"14, 100", "15, 95", "28, 50", "42, 25"})
    void a_stage_that_lasts_longer_than_expected_halves_and_halves(int days, int value) {
        CustomerFact called = new CustomerFact.FirstApiCallMade(Environment.TEST, NOW.minus(Duration.ofDays(days)));

        assertThat(value(assess(Activity.NONE, called), Measure.ADOPTION)).isEqualTo(value);
    }

    @ParameterizedTest(name = "{0} calls a day, and {1} before: {2}")
    @CsvSource({"100, 100, 100", "300, 100, 100", "50, 100, 50", "0, 100, 0", "0, 3, 100", "33, 100, 33"})
    void the_trend_is_against_the_customers_own_history(long recent, long before, int value) {
        assertThat(value(assess(new Activity(Traffic.NONE, daily(recent, before)), CALLED), Measure.TREND))
                .isEqualTo(value);
    }

    @Test
    void the_first_weeks_are_no_history_to_fall_behind() {
        NavigableMap<LocalDate, UsageTally.Count> days = daily(10, 1000);
        days.headMap(TODAY.minusDays(13), true).clear();

        assertThat(value(assess(new Activity(Traffic.NONE, days), CALLED), Measure.TREND))
                .isEqualTo(100);
    }

    @ParameterizedTest(name = "last login {0} days ago: {1}")
    @CsvSource({"0, 100", "14, 100", "28, 50", "42, 25"})
    void who_stays_away_is_less_engaged_by_and_by(int days, int value) {
        NavigableMap<LocalDate, UsageTally.Count> logins = new TreeMap<>();
        logins.put(TODAY.minusDays(days), new UsageTally.Count(0, 0, 3));

        assertThat(value(assess(new Activity(Traffic.NONE, logins), CALLED), Measure.ENGAGEMENT))
                .isEqualTo(value);
        assertThat(value(assess(Activity.NONE, CALLED), Measure.ENGAGEMENT)).isEqualTo(100);
    }

    @ParameterizedTest(name = "a payment failed {0} days ago: {1}")
    @CsvSource({"0, 50", "7, 25", "14, 13"})
    void a_failed_payment_weighs_more_from_week_to_week_until_one_arrives(int days, int value) {
        Instant then = NOW.minus(Duration.ofDays(days));
        CustomerFact failed = new CustomerFact.PaymentFailed(AMOUNT, "in_1", then);
        Assessment open = assess(Activity.NONE, CALLED, failed);
        Assessment settled = assess(
                Activity.NONE, CALLED, failed, new CustomerFact.InvoicePaid(AMOUNT, "in_1", then.plusSeconds(1)));

        assertThat(value(open, Measure.BILLING)).isEqualTo(value);
        assertThat(open.health().level()).isEqualTo(HealthLevel.AT_RISK);
        assertThat(open.cause()).isEqualTo(HealthCause.PAYMENT_FAILED);
        assertThat(open.health().score()).isEqualTo(60);
        assertThat(settled.health().level()).isEqualTo(HealthLevel.HEALTHY);
        assertThat(settled.health().score()).isEqualTo(100);
    }

    @Test
    void thumbs_and_tickets_are_forgotten_by_half_lives() {
        Instant fortnight = NOW.minus(Duration.ofDays(14));
        CustomerFact down = new CustomerFact.FeedbackReceived(new TurnId("t-1"), Thumbs.DOWN, NOW);
        CustomerFact downBefore = new CustomerFact.FeedbackReceived(new TurnId("t-2"), Thumbs.DOWN, fortnight);
        CustomerFact up = new CustomerFact.FeedbackReceived(new TurnId("t-3"), Thumbs.UP, NOW);
        CustomerFact ticket = new CustomerFact.TicketOpened(new TicketId("T-1"), "It fails", "http://x", NOW);

        assertThat(value(assess(Activity.NONE, CALLED, down), Measure.SENTIMENT))
                .isEqualTo(75);
        assertThat(value(assess(Activity.NONE, CALLED, down, up), Measure.SENTIMENT))
                .isEqualTo(85);
        assertThat(value(assess(Activity.NONE, CALLED, downBefore), Measure.SENTIMENT))
                .isEqualTo(88);
        assertThat(value(assess(Activity.NONE, CALLED, down, downBefore, ticket), Measure.SENTIMENT))
                .isEqualTo(48);
        assertThat(value(assess(Activity.NONE, CALLED, up), Measure.SENTIMENT)).isEqualTo(100);
    }

    @Test
    void silence_after_the_first_key_needs_attention_from_the_seventh_day_on() {
        CustomerFact key =
                new CustomerFact.KeyIssued(new KeyId("k-1"), Environment.TEST, "ab12", NOW.minus(Duration.ofDays(7)));
        Instant justBefore = NOW.minusSeconds(1);
        Signs signs = given(key).signs();

        assertThat(assess(Activity.NONE, key).cause()).isEqualTo(HealthCause.SILENCE);
        assertThat(assess(Activity.NONE, key).health().reasons())
                .containsExactly("no call yet, 7 days after the first key was issued");
        Assessment before = POLICY.assess(signs, Activity.NONE, justBefore, NOBODYS);
        assertThat(before.health().level()).isEqualTo(HealthLevel.NEW);
        assertThat(POLICY.nextReview(signs, Activity.NONE, justBefore, before.health(), 0))
                .contains(NOW);
        assertThat(assess(Activity.NONE, key, CALLED).health().level()).isEqualTo(HealthLevel.HEALTHY);
    }

    @Test
    void the_worst_rule_wins_and_all_reasons_are_told_worst_first() {
        CustomerFact failed = new CustomerFact.PaymentFailed(AMOUNT, null, NOW);
        CustomerFact plan = new CustomerFact.PlanChanged(Tier.PRO, "pro", null, null, null, NOW.minusSeconds(60));
        CustomerFact cancelled = new CustomerFact.SubscriptionCancelled(null, null, NOW);

        Assessment assessed = assess(calls(95, 5), CALLED, plan, failed, cancelled);

        assertThat(assessed.cause()).isEqualTo(HealthCause.CANCELLED);
        assertThat(assessed.health().level()).isEqualTo(HealthLevel.CHURNED);
        assertThat(assessed.health().score()).isZero();
        assertThat(assessed.health().reasons())
                .containsExactly(
                        "the subscription is cancelled",
                        "a payment failed and none has arrived since",
                        "5.0 % of 100 calls in 24 hours failed, mostly with 401");
    }

    @Test
    void a_low_score_is_a_level_by_itself() {
        CustomerFact called = new CustomerFact.FirstApiCallMade(Environment.TEST, NOW.minus(Duration.ofDays(100)));

        Assessment assessed = assess(new Activity(Traffic.NONE, daily(0, 100)), called);

        assertThat(value(assessed, Measure.ADOPTION)).isEqualTo(1);
        assertThat(value(assessed, Measure.TREND)).isZero();
        assertThat(assessed.health().score()).isEqualTo(60);
        assertThat(assessed.health().level()).isEqualTo(HealthLevel.NEEDS_ATTENTION);
        assertThat(assessed.cause()).isEqualTo(HealthCause.SCORE);
        assertThat(assessed.health().reasons())
                .containsExactly("the score is below 70: calls of 7 days are 0 % of the customer's usual,"
                        + " and for 86 days longer than expected at the stage first_api_call");
    }

    @Test
    void a_measure_that_hardly_moved_is_left_as_it_was() {
        Health before = assess(calls(98, 2), CALLED).health();

        Health hardly = POLICY.assess(given(CALLED).signs(), calls(10_000, 220), NOW, before)
                .health();
        Health clearly = POLICY.assess(given(CALLED).signs(), calls(10_000, 300), NOW, before)
                .health();
        Health well =
                POLICY.assess(given(CALLED).signs(), calls(100, 0), NOW, before).health();

        assertThat(value(before)).isEqualTo(92);
        assertThat(value(hardly)).isEqualTo(92);
        assertThat(value(clearly)).isEqualTo(88);
        assertThat(value(well)).isEqualTo(100);
    }

    @Test
    void errors_are_looked_at_again_when_the_next_hour_leaves_the_window() {
        assertThat(next(calls(99, 1), CALLED)).isEqualTo(Instant.parse("2026-05-04T13:00:00Z"));
    }

    @Test
    void time_is_looked_at_on_the_day_on_which_it_changes_something_and_not_before() {
        // The stage is expected to last until the 18th, and two points less is what counts.
        assertThat(next(Activity.NONE, CALLED)).isEqualTo(Instant.parse("2026-05-09T00:00:00Z"));
        // A steady customer is looked at each day, since a day without calls is news.
        assertThat(next(new Activity(Traffic.NONE, daily(100, 100)), CALLED))
                .isEqualTo(Instant.parse("2026-05-05T00:00:00Z"));
        assertThat(POLICY.nextReview(
                        given().signs(),
                        Activity.NONE,
                        NOW,
                        assess(Activity.NONE).health(),
                        0))
                .isEmpty();
    }

    @Test
    void what_is_left_to_time_changes_on_that_day() {
        Health now = assess(Activity.NONE, CALLED).health();
        Instant due = next(Activity.NONE, CALLED);

        Health then =
                POLICY.assess(given(CALLED).signs(), Activity.NONE, due, now).health();
        Health dayBefore = POLICY.assess(given(CALLED).signs(), Activity.NONE, due.minus(Duration.ofDays(1)), now)
                .health();

        assertThat(values(then)).isNotEqualTo(values(now));
        assertThat(values(dayBefore)).isEqualTo(values(now));
    }

    @Test
    void customers_with_errors_are_not_all_reviewed_at_the_full_hour() {
        Instant hour = Instant.parse("2026-05-04T13:00:00Z");

        List<Instant> due = IntStream.range(0, 1000)
                .mapToObj(customer -> POLICY.nextReview(
                                given(CALLED).signs(),
                                calls(99, 1),
                                NOW,
                                assess(calls(99, 1), CALLED).health(),
                                ("c-" + customer).hashCode())
                        .orElseThrow())
                .toList();

        assertThat(due).allMatch(time -> !time.isBefore(hour) && time.isBefore(hour.plus(Duration.ofMinutes(20))));
        assertThat(due.stream().distinct().count()).isGreaterThan(500);
    }

    private static Instant next(Activity activity, CustomerFact... facts) {
        return POLICY.nextReview(
                        given(facts).signs(),
                        activity,
                        NOW,
                        assess(activity, facts).health(),
                        0)
                .orElseThrow();
    }

    private static Assessment assess(Activity activity, CustomerFact... facts) {
        return POLICY.assess(given(facts).signs(), activity, NOW, NOBODYS);
    }

    private static int value(Assessment assessed, Measure measure) {
        return HealthExplanation.measured(assessed.health(), measure.wireName())
                .orElseThrow()
                .value();
    }

    private static List<Integer> values(Health health) {
        return health.measures().stream().map(Health.Measured::value).toList();
    }

    private static int value(Health health) {
        return HealthExplanation.measured(health, "errors").orElseThrow().value();
    }

    private static Activity calls(long good, long failed) {
        return new Activity(
                new Traffic(List.of(
                        new Traffic.Count(Environment.TEST, 200, good),
                        new Traffic.Count(Environment.TEST, 401, failed))),
                new TreeMap<>());
    }

    private static NavigableMap<LocalDate, UsageTally.Count> daily(long recent, long before) {
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        IntStream.rangeClosed(1, 35)
                .forEach(day -> days.put(TODAY.minusDays(day), new UsageTally.Count(day <= 7 ? recent : before, 0, 0)));
        return days;
    }

    private static Customer given(CustomerFact... facts) {
        Customer customer = Customer.unknown(new CustomerId("c-1"));
        for (CustomerFact fact : facts) {
            customer = customer.apply(fact);
        }
        return customer;
    }
}
