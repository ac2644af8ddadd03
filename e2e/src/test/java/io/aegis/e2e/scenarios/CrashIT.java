package io.aegis.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Answer;
import io.aegis.local.demo.FrontDoor.Session;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each service is killed with -9 at each step of setting a customer up, and of a held action. The client does what any
 * client does: it repeats its request with the same Idempotency-Key until it is answered. Everything ends as if nothing had
 * happened, and the company's own systems, which nobody kills, were asked to make each thing once.
 */
class CrashIT {
    private static final Duration CONVERGES_WITHIN = Duration.ofSeconds(60);

    private final FrontDoor door = Running.door();

    /** Moments of setting up, in order: the message was taken, and each thing was made but nobody has been told. */
    enum SetUp {
        ACCEPTED,
        TRIAL_MADE,
        SANDBOX_MADE,
        MAIL_MADE
    }

    /** Moments of a held action, in order. */
    enum HeldAction {
        ACCEPTED,
        HELD,
        APPROVED,
        DISCOUNT_MADE
    }

    static Stream<Arguments> everyServiceAtEveryMomentOfSetUp() {
        return everyServiceAt(SetUp.values());
    }

    static Stream<Arguments> everyServiceAtEveryMomentOfAHeldAction() {
        return everyServiceAt(HeldAction.values());
    }

    private static Stream<Arguments> everyServiceAt(Object[] moments) {
        return Arrays.stream(Service.values())
                .flatMap(victim -> Arrays.stream(moments).map(moment -> Arguments.of(victim, moment)));
    }

    @ParameterizedTest
    @MethodSource("everyServiceAtEveryMomentOfSetUp")
    void settingUpEndsAsIfNothingHadHappened(Service victim, SetUp moment) {
        String id = "crash-setup-" + UUID.randomUUID().toString().substring(0, 8);
        Session customer = door.customer(id);
        String conversation = patiently(() -> customer.open(null));
        switch (moment) {
            case ACCEPTED -> {}
            case TRIAL_MADE -> killAfterMaking("trials", id, victim);
            case SANDBOX_MADE -> killAfterMaking("sandboxes", id, victim);
            case MAIL_MADE -> killAfterMaking("mails", id, victim);
        }

        JsonNode turn = say(customer, conversation, "I'm a new customer, help me get started with Chargebee");
        if (moment == SetUp.ACCEPTED) {
            Running.system().kill9(victim);
        } else {
            await().atMost(CONVERGES_WITHIN).until(() -> Running.provider().calledAfterMaking(id));
        }
        Running.system().start(victim);

        JsonNode done = finished(customer, conversation, turn);
        assertThat(done.get("replies")).hasSize(1);
        assertThat(done.get("replies").get(0).textValue()).containsPattern("ak_test_[A-Za-z0-9]{32}");
        assertThat(StreamSupport.stream(done.get("steps").spliterator(), false)
                        .map(step -> step.get("kind").textValue()))
                .containsExactly("looked_at", "did", "did", "did", "did");
        assertThat(Running.provider().madeFor(id)).containsExactly("trials", "sandboxes", "mails");
        await().atMost(CONVERGES_WITHIN)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> {
                    JsonNode profile = customer.profile(id);
                    assertThat(profile.get("stage").textValue()).isEqualTo("api_keys_generated");
                    assertThat(profile.get("keys")).hasSize(1);
                    assertThat(profile.get("version").intValue()).isEqualTo(4);
                });
    }

    @ParameterizedTest
    @MethodSource("everyServiceAtEveryMomentOfAHeldAction")
    void aHeldActionIsExecutedOnceAfterItsReleaseWhateverCrashes(Service victim, HeldAction moment) {
        String id = "crash-held-" + UUID.randomUUID().toString().substring(0, 8);
        Session customer = door.customer(id);
        Session approver = door.staff("ada", "approver");
        String conversation = patiently(() -> customer.open(null));

        JsonNode turn = say(customer, conversation, "give me 25 % off");
        crashAt(HeldAction.ACCEPTED, moment, victim);
        String held = await().atMost(CONVERGES_WITHIN)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> approver.approvals(id, "held"), approvals -> approvals.size() == 1)
                .get(0)
                .get("id")
                .textValue();
        crashAt(HeldAction.HELD, moment, victim);
        assertThat(Running.provider().requestsFor(id)).isZero();
        if (moment == HeldAction.DISCOUNT_MADE) {
            killAfterMaking("discounts", id, victim);
        }
        Answer approved = patiently(() -> approver.decide(held, "approve", "a loyal customer"));
        assertThat(approved.status()).isEqualTo(200);
        crashAt(HeldAction.APPROVED, moment, victim);
        if (moment == HeldAction.DISCOUNT_MADE) {
            await().atMost(CONVERGES_WITHIN).until(() -> Running.provider().calledAfterMaking(id));
            Running.system().start(victim);
        }

        JsonNode done = finished(customer, conversation, turn);
        JsonNode replies = done.get("replies");
        assertThat(replies.get(replies.size() - 1).textValue()).contains("Applied 25 % off for 3 months");
        assertThat(Running.provider().madeFor(id)).containsExactly("discounts");
        await().atMost(CONVERGES_WITHIN)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> {
                    JsonNode profile = customer.profile(id);
                    assertThat(profile.get("discount").get("percent").intValue())
                            .isEqualTo(25);
                    assertThat(profile.get("version").intValue()).isEqualTo(1);
                });
    }

    private static void crashAt(HeldAction now, HeldAction moment, Service victim) {
        if (now == moment) {
            Running.system().restart(victim, true);
        }
    }

    private static void killAfterMaking(String kind, String customer, Service victim) {
        Running.provider()
                .onceAfterMaking(kind, customer, () -> Running.system().kill9(victim));
    }

    /** Takes the turn as it was accepted; the front door may be killed while it answers, so the request is repeated. */
    private static JsonNode say(Session customer, String conversation, String text) {
        String key = UUID.randomUUID().toString();
        return patiently(() -> customer.say(conversation, text, key, 0)).ok();
    }

    private static JsonNode finished(Session customer, String conversation, JsonNode turn) {
        return await().atMost(CONVERGES_WITHIN)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(
                        () -> StreamSupport.stream(
                                        customer.conversation(conversation)
                                                .get("turns")
                                                .spliterator(),
                                        false)
                                .filter(one -> one.get("turn").equals(turn.get("turn")))
                                .findFirst()
                                .orElseThrow(),
                        one -> one.get("status").textValue().equals("finished")
                                && !one.get("replies").toString().contains("(key unavailable)"));
    }

    private static <T> T patiently(Callable<T> request) {
        return await().atMost(CONVERGES_WITHIN)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(request, answer -> true);
    }
}
