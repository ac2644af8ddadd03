package io.aegis.onboarding.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Tier;
import io.aegis.local.testing.ApiStandIn;
import io.aegis.local.testing.ApiStandIn.Mood;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.BillingProvider.Change;
import io.aegis.onboarding.application.BillingProvider.Change.Discount;
import io.aegis.onboarding.application.BillingProvider.Change.Plan;
import io.aegis.onboarding.application.BillingProvider.Change.Trial;
import io.aegis.onboarding.application.BillingProvider.Made;
import io.aegis.onboarding.application.BillingProvider.Order;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every billing system, judged by its own log of what changed. */
interface Contract {
    CustomerId CUSTOMER = new CustomerId("acme");

    BillingProvider billing();

    ApiStandIn http();

    /** How the system's log tells that the change was made. */
    String told(Change change);

    static Stream<Change> changes() {
        return Stream.of(new Trial(14), new Plan(Tier.PRO), new Discount(25, 3));
    }

    static Order order(String action, Change change) {
        return new Order(new ActionId(action), CUSTOMER, change);
    }

    /** A plan and a discount need a subscription. */
    default void given(Change change) {
        if (!(change instanceof Trial)) {
            billing().make(order("run-0.1", new Trial(14)));
        }
    }

    default long made(Change change) {
        return http().changes().stream().filter(told(change)::equals).count();
    }

    @ParameterizedTest
    @MethodSource("io.aegis.onboarding.outbound.Contract#changes")
    default void what_is_made_is_found_by_its_action_and_by_no_other(Change change) {
        given(change);
        assertThat(billing().find(order("run-1.1", change))).isEmpty();

        Made made = billing().make(order("run-1.1", change));

        assertThat(billing().find(order("run-1.1", change)).map(Made::reference))
                .contains(made.reference());
        assertThat(billing().find(order("run-1.2", change))).isEmpty();
        assertThat(made(change)).isEqualTo(1);
        if (change instanceof Trial) {
            assertThat(made.at()).isEqualTo(Settings.CLOCK.instant());
        }
    }

    @ParameterizedTest
    @MethodSource("io.aegis.onboarding.outbound.Contract#changes")
    default void a_call_whose_answer_was_lost_is_found_and_made_once(Change change) {
        lost(change, Mood.SILENT);
    }

    @ParameterizedTest
    @MethodSource("io.aegis.onboarding.outbound.Contract#changes")
    default void a_call_that_was_carried_out_and_answered_with_an_error_is_found_and_made_once(Change change) {
        lost(change, Mood.BROKEN);
    }

    private void lost(Change change, Mood mood) {
        given(change);
        Order order = order("run-1.1", change);
        http().be(mood, "/subscriptions");
        assertThat(catchThrowable(() -> billing().make(order))).isInstanceOf(NotNow.class);
        http().be(Mood.WELL);

        assertThat(billing().find(order)).isPresent();
        assertThat(made(change)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.aegis.onboarding.outbound.Contract#changes")
    default void a_call_that_failed_is_made_again_once(Change change) {
        given(change);
        Order order = order("run-1.1", change);
        http().be(Mood.FAILING);
        assertThatThrownBy(() -> billing().make(order)).isInstanceOf(NotNow.class);
        http().be(Mood.WELL);
        assertThat(billing().find(order)).isEmpty();

        billing().make(order);
        billing().find(order).orElseThrow();

        assertThat(made(change)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.aegis.onboarding.outbound.Contract#changes")
    default void a_repeat_that_nobody_looked_up_changes_nothing(Change change) {
        given(change);
        Order order = order("run-1.1", change);

        Made first = billing().make(order);
        Made again = billing().make(order);

        assertThat(again.reference()).isEqualTo(first.reference());
        assertThat(made(change)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.aegis.onboarding.outbound.Contract#changes")
    default void who_is_busy_away_or_gone_is_waited_for(Change change) {
        given(change);
        Order order = order("run-1.1", change);

        http().be(Mood.BUSY);
        assertThatThrownBy(() -> billing().make(order))
                .isInstanceOfSatisfying(
                        NotNow.class,
                        later -> assertThat(later.pause()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("429");
        http().be(Mood.AWAY);
        assertThatThrownBy(() -> billing().make(order)).isInstanceOf(NotNow.class);
        assertThatThrownBy(() -> billing().find(order)).isInstanceOf(NotNow.class);
        http().close();
        assertThatThrownBy(() -> billing().make(order))
                .isInstanceOfSatisfying(
                        NotSent.class, away -> assertThat(away.pause()).isPresent());
        http().open();
        http().be(Mood.WELL);

        billing().make(order);

        assertThat(made(change)).isEqualTo(1);
    }

    default void refusal(Order refused, String reason) {
        Throwable no = catchThrowable(() -> billing().make(refused));

        assertThat(no).isInstanceOf(Refused.class).hasMessage(reason);
        assertThat(no).hasNoCause();
    }
}
