package io.aegis.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Session;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each service is killed with -9 while customers stand at every step of being set up, and of a held action: the provider
 * keeps them there until the kill. The client does what any client does: it repeats its request with the same
 * Idempotency-Key until it is answered. Everything ends as if nothing had happened, and the company's own systems, which
 * nobody kills, made each thing once.
 */
class CrashIT {
    private static final Duration CONVERGES_WITHIN = Duration.ofSeconds(60);
    private static final String GET_STARTED = "I'm a new customer, help me get started with Chargebee";

    private final FrontDoor door = Running.door();
    private final Session approver = door.staff("ada", "approver");

    @ParameterizedTest
    @EnumSource(Service.class)
    void settingUpEndsAsIfNothingHadHappened(Service victim) {
        CountDownLatch killed = new CountDownLatch(1);
        Talk accepted = talk("accepted");
        Talk trialMade = talk("trial").keptAfterMaking("trials", killed);
        Talk sandboxMade = talk("sandbox").keptAfterMaking("sandboxes", killed);
        Talk mailMade = talk("mail").keptAfterMaking("mails", killed);
        trialMade.say(GET_STARTED).awaitKept();
        sandboxMade.say(GET_STARTED).awaitKept();
        mailMade.say(GET_STARTED).awaitKept();
        accepted.say(GET_STARTED);

        killAndStart(victim, killed);

        accepted.assertSetUpOnce();
        trialMade.assertSetUpOnce();
        sandboxMade.assertSetUpOnce();
        mailMade.assertSetUpOnce();
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void aHeldActionIsExecutedOnceAfterItsReleaseWhateverCrashes(Service victim) {
        CountDownLatch killed = new CountDownLatch(1);
        Talk accepted = talk("accepted");
        Talk held = talk("held").say("give me 25 % off");
        Talk approved = talk("approved").say("give me 25 % off");
        Talk discountMade =
                talk("discount").keptAfterMaking("discounts", killed).say("give me 25 % off");
        held.awaitHeld();
        approved.awaitHeld();
        discountMade.approve().awaitKept();
        approved.approve();
        accepted.say("give me 25 % off");

        killAndStart(victim, killed);

        assertThat(Running.provider().requestsFor(held.customer)).isZero();
        assertThat(Running.provider().requestsFor(accepted.customer)).isZero();
        held.approve().assertDiscountAppliedOnce();
        accepted.approve().assertDiscountAppliedOnce();
        approved.assertDiscountAppliedOnce();
        discountMade.assertDiscountAppliedOnce();
    }

    /**
     * The executor dies with the call on its way, and a sibling's decision falls while it is dead; the gate dies as soon as it
     * has decided. What was approved runs once, what was declined never does.
     */
    @Test
    void RestartBetweenDecisionAndRun() {
        CountDownLatch killed = new CountDownLatch(1);
        Talk begun = talk("begun").lostInsteadOfMaking("discounts", killed).say("give me 25 % off");
        Talk approved = talk("decided").say("give me 25 % off");
        Talk declined = talk("declined").say("give me 25 % off");
        begun.approve().awaitKept();
        String approval = approved.awaitHeld();
        String refusal = declined.awaitHeld();

        Running.system().kill9(Service.ONBOARDING);
        killed.countDown();
        assertThat(approver.decide(refusal, "reject", "Not this quarter.").status())
                .isEqualTo(200);
        assertThat(approver.decide(approval, "approve", "yes").status()).isEqualTo(200);
        Running.system().kill9(Service.APPROVAL);
        assertThat(Running.provider().madeFor(begun.customer)).isEmpty();
        assertThat(Running.provider().requestsFor(approved.customer)).isZero();
        Running.system().start(List.of(Service.APPROVAL, Service.ONBOARDING));

        begun.assertDiscountAppliedOnce();
        approved.assertDiscountAppliedOnce();
        declined.assertNeverApplied();
        assertThat(patiently(
                                () -> door.staff("bo", "approver").decide(refusal, "approve", "but yes"),
                                answer -> answer.status() != 503)
                        .status())
                .isEqualTo(409);
    }

    /** What was released stays spent when the gate dies, neither more nor less of it. */
    @Test
    void ABudgetOfTheDayIsStillSpentAfterTheGateWasKilled() {
        Session admin = door.staff("root", "admin");
        String version = admin.put(door.approval() + "/api/policies", """
                        name: a-budget
                        rules:
                          - name: budget-of-the-day
                            actions: [discount.apply]
                            verdict: release
                            when:
                              percent.customer.day: {at-most: 40}
                            reason: Up to 40 percent points a day are given without asking.
                        """)
                .ok()
                .get("version")
                .textValue();
        activate(admin, version);
        try {
            Talk talk = talk("budget").say("give me 25 % off");
            talk.assertDiscountAppliedOnce();

            Running.system().kill9(Service.APPROVAL);
            talk.say("give me 20 % off");
            Running.system().start(Service.APPROVAL);

            JsonNode held = talk.held();
            assertThat(held.get("arguments").get("percent").intValue()).isEqualTo(20);
            assertThat(held.get("rule").textValue()).isEqualTo("discount");
            assertThat(Running.provider().madeFor(talk.customer)).containsExactly("discounts");
            talk.say("give me 15 % off");
            assertThat(patiently(() -> Running.provider().madeFor(talk.customer), made -> made.size() > 1))
                    .containsExactly("discounts", "discounts");
        } finally {
            activate(admin, "packaged");
        }
    }

    private void activate(Session admin, String policy) {
        String url = door.approval() + "/api/policies/" + policy + "/activate";
        patiently(() -> admin.post(url, JsonNodeFactory.instance.objectNode(), null), answer -> answer.status() == 200);
    }

    private static void killAndStart(Service victim, CountDownLatch killed) {
        Running.system().kill9(victim);
        killed.countDown();
        Running.system().start(victim);
    }

    private Talk talk(String moment) {
        return new Talk("crash-" + moment + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** One customer's conversation, one turn long. */
    private final class Talk {
        private final String customer;
        private final Session session;
        private final String conversation;
        private final CountDownLatch kept = new CountDownLatch(1);
        private String turn = "";

        Talk(String customer) {
            this.customer = customer;
            this.session = door.customer(customer);
            this.conversation = patiently(() -> session.open(null), opened -> true);
        }

        /** The provider makes this kind of thing, and answers only after the kill. */
        Talk keptAfterMaking(String kind, CountDownLatch killed) {
            Running.provider().onceAfterMaking(kind, customer, () -> keep(killed));
            return this;
        }

        /** The request reaches nobody, and its sender is killed while it waits. */
        Talk lostInsteadOfMaking(String kind, CountDownLatch killed) {
            Running.provider().onceInsteadOfMaking(kind, customer, () -> keep(killed));
            return this;
        }

        private void keep(CountDownLatch killed) {
            kept.countDown();
            try {
                killed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitKept() {
            await().atMost(CONVERGES_WITHIN).until(() -> kept.getCount() == 0);
        }

        Talk say(String text) {
            String key = UUID.randomUUID().toString();
            turn = patiently(() -> session.say(conversation, text, key, 0), answer -> true)
                    .ok()
                    .get("turn")
                    .textValue();
            return this;
        }

        String awaitHeld() {
            return held().get("id").textValue();
        }

        JsonNode held() {
            return patiently(() -> approver.approvals(customer, "held"), approvals -> approvals.size() == 1)
                    .get(0);
        }

        Talk approve() {
            String approval = awaitHeld();
            patiently(() -> approver.decide(approval, "approve", "a loyal customer"), answer -> answer.status() == 200);
            return this;
        }

        void assertSetUpOnce() {
            JsonNode done = finished();
            assertThat(done.get("replies")).hasSize(1);
            assertThat(done.get("replies").get(0).textValue()).containsPattern("ak_test_[A-Za-z0-9]{32}");
            assertThat(StreamSupport.stream(done.get("steps").spliterator(), false)
                            .map(step -> step.get("kind").textValue()))
                    .containsExactly("looked_at", "did", "did", "did", "did");
            assertThat(Running.provider().madeFor(customer)).containsExactly("trials", "sandboxes", "mails");
            assertThat(patiently(this::factsOfActions, facts -> facts.size() >= 4))
                    .containsExactlyInAnyOrder("trial_started", "key_issued", "sandbox_provisioned", "mail_sent");
            JsonNode profile = session.profile(customer);
            assertThat(profile.get("stage").textValue()).isEqualTo("api_keys_generated");
            assertThat(profile.get("keys")).hasSize(1);
        }

        /** What state was told that actions changed; a playbook may have stepped in meanwhile, which is no action. */
        private List<String> factsOfActions() {
            return StreamSupport.stream(
                            session.timeline(customer).get("entries").spliterator(), false)
                    .map(entry -> entry.get("fact").get("fact").textValue())
                    .filter(fact -> !fact.equals("intervention_raised"))
                    .toList();
        }

        void assertDiscountAppliedOnce() {
            JsonNode replies = finished().get("replies");
            assertThat(replies.get(replies.size() - 1).textValue()).contains("Applied 25 % off for 3 months");
            assertThat(Running.provider().madeFor(customer)).containsExactly("discounts");
            JsonNode profile = patiently(
                    () -> session.profile(customer), now -> now.get("version").intValue() >= 1);
            assertThat(profile.get("version").intValue()).isEqualTo(1);
            assertThat(profile.get("discount").get("percent").intValue()).isEqualTo(25);
        }

        void assertNeverApplied() {
            JsonNode replies = finished().get("replies");
            assertThat(replies.get(replies.size() - 1).textValue()).contains("Not this quarter.");
            assertThat(Running.provider().requestsFor(customer)).isZero();
            assertThat(session.profile(customer).path("discount").isMissingNode())
                    .isTrue();
        }

        private JsonNode finished() {
            return patiently(
                    () -> StreamSupport.stream(
                                    session.conversation(conversation)
                                            .get("turns")
                                            .spliterator(),
                                    false)
                            .filter(one -> one.get("turn").textValue().equals(turn))
                            .findFirst()
                            .orElseThrow(),
                    one -> one.get("status").textValue().equals("finished")
                            && !one.get("replies").toString().contains("(key unavailable)"));
        }
    }

    private static <T> T patiently(Callable<T> request, Predicate<T> enough) {
        return await().atMost(CONVERGES_WITHIN)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(request, enough);
    }
}
