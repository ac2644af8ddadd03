package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Money;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.state.domain.ChurnHistory.Known;
import io.aegis.state.domain.churn.Sample;
import io.aegis.state.domain.churn.Traits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChurnHistoryTest {
    private static final CustomerId ID = new CustomerId("c-1");
    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
    private static final Money AMOUNT = new Money(4900, "EUR");

    @Test
    void a_customer_is_a_sample_at_each_moment_until_he_cancels_and_lost_at_the_last() {
        List<Sample> samples = samples(Activity.NONE, known(plan(150)), known(cancelled(50)));

        // Moments are 150, 120, 90, 60 and 30 days ago; he left between the last two.
        assertThat(samples).extracting(Sample::churned).containsExactly(false, false, false, true);
        assertThat(samples).extracting(Sample::who).containsOnly("c-1");
    }

    @Test
    void who_cancelled_less_than_a_horizon_after_nobody_knows_yet_is_lost_at_the_moment_before() {
        assertThat(samples(Activity.NONE, known(plan(40)), known(cancelled(1))))
                .extracting(Sample::churned)
                .containsExactly(true);
    }

    @Test
    void who_has_nothing_to_cancel_is_no_sample() {
        assertThat(samples(Activity.NONE, known(new CustomerFact.Introduced("Ada", null, null, null, null, ago(300)))))
                .isEmpty();
        assertThat(samples(Activity.NONE, known(plan(20)))).isEmpty();
    }

    @Test
    void what_was_told_late_counts_from_when_it_was_known() {
        Known late = new Known(new CustomerFact.PaymentFailed(AMOUNT, "in_1", ago(80)), ago(40));

        List<Sample> samples = samples(Activity.NONE, known(plan(100)), late);

        assertThat(samples)
                .extracting(sample -> sample.traits().numbers().get("payment_failing"))
                .containsExactly(null, null, 50.0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothing_that_comes_later_changes_what_was_known(long seed) {
        Random random = new Random(seed);
        List<Known> facts = new ArrayList<>();
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        facts.add(known(plan(330)));
        for (int i = 0; i < 40; i++) {
            int ago = random.nextInt(330);
            facts.add(known(
                    switch (random.nextInt(3)) {
                        case 0 -> new CustomerFact.PaymentFailed(AMOUNT, "in_" + i, ago(ago));
                        case 1 ->
                            new CustomerFact.TicketOpened(new TicketId("t-" + i), "Subject", "https://t", ago(ago));
                        default -> new CustomerFact.InvoicePaid(AMOUNT, "in_" + random.nextInt(40), ago(ago));
                    }));
            days.put(day(ago), new UsageTally.Count(random.nextInt(100), 1, random.nextInt(3)));
        }
        facts.sort(Comparator.comparing(Known::knownAt));
        Instant cut = ago(150);

        List<Traits> whole = traits(new ChurnHistory(ID, facts, activity(days)));
        List<Traits> known = traits(new ChurnHistory(
                ID,
                facts.stream().filter(fact -> !fact.knownAt().isAfter(cut)).toList(),
                activity(new TreeMap<>(days.headMap(day(150), false)))));

        // Moments 330 to 150 days ago.
        assertThat(known.subList(0, 7)).isEqualTo(whole.subList(0, 7));
        assertThat(known.subList(7, 11)).isNotEqualTo(whole.subList(7, 11));
    }

    @Test
    void use_is_read_as_it_was_without_the_day_itself() {
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        for (int ago = 31; ago <= 58; ago++) {
            days.put(day(ago), new UsageTally.Count(ago <= 44 ? 5 : 10, 1, 0));
        }
        days.put(day(36), new UsageTally.Count(5, 1, 2));
        days.put(day(30), new UsageTally.Count(1000, 1000, 1000));

        Traits traits = samples(activity(days), known(plan(40))).getFirst().traits();

        assertThat(traits.numbers())
                .containsEntry("calls", 14 * 5 + 14 * 10.0)
                .containsEntry("calls_trend", 0.5)
                .containsEntry("error_percent", 100 * 28 / 210.0)
                .containsEntry("logins", 2.0)
                .containsEntry("login_silence", 5.0)
                .containsEntry("call_silence", 0.0)
                .containsEntry("plan_days", 10.0)
                .doesNotContainKeys("disputed", "trial_days_left", "renewal_days");
        assertThat(traits.labels())
                .containsEntry("tier", "pro")
                .containsEntry("stage", "new")
                .containsEntry("paused", "no")
                .containsEntry("discounted", "no");
    }

    @Test
    void traits_have_words() {
        Traits traits = samples(Activity.NONE, known(plan(40))).getFirst().traits();

        assertThat(ChurnTraits.inWords("plan_days", traits)).isEqualTo("days on the plan: 10");
        assertThat(ChurnTraits.inWords("tier", traits)).isEqualTo("tier: pro");
        assertThat(ChurnTraits.inWords("payment_failing", traits)).isEqualTo("days since a payment failed: none");
    }

    private static List<Sample> samples(Activity activity, Known... facts) {
        return new ChurnHistory(ID, List.of(facts), activity).samples(NOW);
    }

    private static List<Traits> traits(ChurnHistory history) {
        return history.samples(NOW).stream().map(Sample::traits).toList();
    }

    private static Activity activity(NavigableMap<LocalDate, UsageTally.Count> days) {
        return new Activity(Traffic.NONE, days);
    }

    private static Known known(CustomerFact fact) {
        return new Known(fact, fact.at());
    }

    private static CustomerFact plan(int daysAgo) {
        return new CustomerFact.PlanChanged(Tier.PRO, "pro-monthly", "s-1", null, null, ago(daysAgo));
    }

    private static CustomerFact cancelled(int daysAgo) {
        return new CustomerFact.SubscriptionCancelled("too dear", "s-1", ago(daysAgo));
    }

    private static Instant ago(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private static LocalDate day(int ago) {
        return LocalDate.ofInstant(ago(ago), ZoneOffset.UTC);
    }
}
