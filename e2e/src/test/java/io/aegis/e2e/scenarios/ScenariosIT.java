package io.aegis.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.local.testing.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The main job of Aegis over its public API and topics, with all seven services, a real broker and a real database. */
class ScenariosIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GET_STARTED = "I'm a new customer, help me get started with Chargebee";

    private final FrontDoor door = Running.door();

    @Test
    void aNewCustomerIsSetUpAndAnsweredWithTheirOwnKeyAndNothingIsDoneTwice() {
        String id = fresh("new");
        Session customer = door.customer(id);
        String conversation = customer.open(null);

        JsonNode turn = customer.say(conversation, GET_STARTED);

        assertThat(turn.get("status").textValue()).isEqualTo("finished");
        assertThat(texts(turn.get("steps"), "kind")).containsExactly("looked_at", "did", "did", "did", "did");
        String reply = turn.get("replies").get(0).textValue();
        assertThat(reply).containsPattern("Chargebee\\(api_key=\"ak_test_[A-Za-z0-9]{32}\"");
        String key = reply.replaceAll("(?s).*(ak_test_[A-Za-z0-9]{32}).*", "$1");
        assertThat(Running.provider().madeFor(id)).containsExactly("trials", "sandboxes", "mails");
        JsonNode profile = profileOnceStageIs(customer, id, "api_keys_generated");
        assertThat(profile.get("tier").textValue()).isEqualTo("trial");
        Instant trialEnds = Instant.parse(profile.get("trialEndsAt").textValue());
        assertThat(Duration.between(Instant.now(), trialEnds).toHours()).isBetween(14 * 24L - 1, 14 * 24L);
        assertThat(key).endsWith(profile.get("keys").get(0).get("hint").textValue());
        assertThat(stagesOf(customer, id)).containsSubsequence("key_issued", "trial_started");

        JsonNode again = customer.say(conversation, GET_STARTED);

        assertThat(texts(again.get("steps"), "kind")).containsExactly("looked_at");
        assertThat(again.get("replies").get(0).textValue())
                .contains("You are all set up already")
                .contains(key)
                .contains(trialEnds.toString().substring(0, 10));
        assertThat(Running.provider().requestsFor(id)).isEqualTo(3);

        JsonNode python = customer.say(conversation, "How do I integrate with Python?");

        assertThat(python.get("replies").get(0).textValue()).contains(key).contains("from chargebee import Chargebee");
        assertThat(texts(python.get("steps"), "kind")).doesNotContain("did");
        assertThat(Running.provider().requestsFor(id)).isEqualTo(3);
    }

    @Test
    void failingCallsAreDiagnosedFromTheCallsAndTheFixIsOfferedAsAnAction() {
        String id = fresh("atrisk");
        Session customer = door.customer(id);
        String conversation = customer.open(null);
        customer.say(conversation, "help me get started");
        String hint = profileOnceStageIs(customer, id, "api_keys_generated")
                .get("keys")
                .get(0)
                .get("hint")
                .textValue();
        try (Wire wire = door.wire()) {
            usage(wire, id, "test", 200, 850, hint);
            usage(wire, id, "production", 401, 130, hint);
            usage(wire, id, "test", 422, 20, hint);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                customer.profile(id).get("health").get("level").textValue())
                        .isEqualTo("at_risk"));

        JsonNode turn = customer.say(conversation, "My API calls keep failing with 401 errors");

        assertThat(turn.get("replies").get(0).textValue())
                .contains("1000 calls")
                .contains("150 of them failed (15 %")
                .contains("130, are answers with status 401")
                .contains("The key ending in " + hint + " is a test key, and it is used in the production environment");
        JsonNode offer = turn.get("offers").get(0);
        assertThat(offer.get("type").textValue()).isEqualTo("key.issue");
        assertThat(offer.get("arguments")).isEqualTo(JSON.createObjectNode().put("environment", "production"));

        JsonNode accepted = customer.accept(
                conversation, turn.get("turn").textValue(), offer.get("id").textValue());
        assertThat(accepted.get("status").textValue()).isEqualTo("waiting");
        assertThat(door.staff("ada", "approver").approvals(id, "held")).hasSize(1);
    }

    @Test
    void aKeyThatIsNotUsedBringsOneCheckInAlsoAcrossARestart() {
        String id = fresh("silent");
        Session customer = door.customer(id);
        String conversation = customer.open(null);
        customer.say(conversation, "help me get started");
        Running.system().restart(Service.MONITOR, true);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(interventions(customer, conversation)).hasSize(1));
        Running.system().restart(Service.MONITOR, false);
        customer.say(conversation, "thanks");

        assertThat(interventions(customer, conversation)).hasSize(1);
    }

    @Test
    void aDiscountIsHeldReleasedByAHumanExecutedOnceAndToldByItself() {
        String id = fresh("discount");
        Session customer = door.customer(id);
        Session approver = door.staff("ada", "approver");
        String conversation = customer.open(null);

        JsonNode turn = customer.say(conversation, "give me 25 % off");

        assertThat(turn.get("status").textValue()).isEqualTo("waiting");
        assertThat(turn.get("replies").get(0).textValue()).contains("Give 25 % off for 3 months");
        String held = approver.approvals(id, "held").get(0).get("id").textValue();
        assertThat(Running.provider().madeFor(id)).isEmpty();
        assertThat(customer.decide(held, "approve", "me").status()).isEqualTo(403);

        Running.system().restart(Service.ONBOARDING, true);
        assertThat(approver.decide(held, "approve", "a loyal customer").status())
                .isEqualTo(200);
        assertThat(door.staff("bo", "approver").decide(held, "reject", "no").status())
                .isEqualTo(409);

        JsonNode done = turnOnceItIs(customer, conversation, turn, "finished");
        assertThat(done.get("replies")).hasSize(2);
        assertThat(done.get("replies").get(1).textValue()).contains("Applied 25 % off for 3 months");
        assertThat(Running.provider().madeFor(id)).containsExactly("discounts");
        assertThat(Running.provider().requestsFor(id)).isEqualTo(1);
    }

    @Test
    void aRejectedProductionKeyIsToldAndNeverIssued() {
        String id = fresh("rejected");
        Session customer = door.customer(id);
        Session approver = door.staff("ada", "approver");
        String conversation = customer.open(null);

        JsonNode turn = customer.say(conversation, "I need a production key");
        String held = approver.approvals(id, "held").get(0).get("id").textValue();
        approver.decide(held, "reject", "Please finish the integration first.").ok();

        JsonNode done = turnOnceItIs(customer, conversation, turn, "finished");
        assertThat(done.get("replies").get(1).textValue()).contains("Please finish the integration first.");
        assertThat(customer.profile(id).get("keys")).isEmpty();
    }

    @Test
    void aBillingEventFromOutsideChangesThePlanAndGarbageDelaysNobody() {
        String id = fresh("billing");
        Session customer = door.customer(id);
        String garbage = "this is no event " + id;
        try (Wire wire = door.wire()) {
            wire.sendLine("aegis.billing.events.v1", garbage);
            wire.sendLine("aegis.billing.events.v1", """
                    {"specversion":"1.0","id":"%s","source":"chargebee","type":"aegis.billing.subscription_changed.v1",
                     "subject":"%s","data":{"customer":"%s","tier":"pro","plan":"pro-monthly"}}
                    """.formatted(UUID.randomUUID(), id, id));

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(customer.profile(id).path("plan").asText())
                                    .isEqualTo("pro-monthly"));
            assertThat(customer.profile(id).get("tier").textValue()).isEqualTo("pro");
            assertThat(stagesOf(customer, id)).contains("plan_changed");
            List<Wire.Found> dead = wire.await(
                    "aegis.billing.events.v1.dlq", 1, found -> found.value().equals(garbage));
            assertThat(dead).hasSize(1);
            assertThat(dead.get(0).headers().get("ce_deadreason")).contains("not a CloudEvent");
        }
    }

    @Test
    void thumbsDownOpensOneTicketThatTheConversationLinks() {
        String id = fresh("thumbs");
        Session customer = door.customer(id);
        String conversation = customer.open(null);
        JsonNode turn = customer.say(conversation, "How do I integrate with Python?");

        customer.judge(conversation, turn.get("turn").textValue(), "down", "I use Ruby, not Python");

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(customer.profile(id).get("tickets")).hasSize(1));
        JsonNode ticket = customer.profile(id).get("tickets").get(0);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                customer.conversation(conversation).get("lines").toString())
                        .contains(ticket.get("url").textValue()));
    }

    private static String fresh(String what) {
        return "it-" + what + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static JsonNode profileOnceStageIs(Session customer, String id, String stage) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(customer.profile(id).get("stage").textValue())
                                .isEqualTo(stage));
        return customer.profile(id);
    }

    private static List<String> stagesOf(Session customer, String id) {
        return StreamSupport.stream(customer.timeline(id).get("entries").spliterator(), false)
                .map(entry -> entry.get("fact").get("fact").textValue())
                .toList();
    }

    private static JsonNode turnOnceItIs(Session customer, String conversation, JsonNode turn, String status) {
        return await().atMost(PATIENCE)
                .until(
                        () -> StreamSupport.stream(
                                        customer.conversation(conversation)
                                                .get("turns")
                                                .spliterator(),
                                        false)
                                .filter(one -> one.get("turn").equals(turn.get("turn")))
                                .findFirst()
                                .orElseThrow(),
                        one -> one.get("status").textValue().equals(status));
    }

    private static List<JsonNode> interventions(Session customer, String conversation) {
        return StreamSupport.stream(
                        customer.conversation(conversation).get("lines").spliterator(), false)
                .filter(line -> line.get("speaker").textValue().equals("intervention"))
                .toList();
    }

    private static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.get(field).textValue())
                .toList();
    }

    private static void usage(Wire wire, String customer, String environment, int status, int calls, String hint) {
        wire.send(
                "aegis.usage.events.v1",
                "product",
                UUID.randomUUID().toString(),
                null,
                "aegis.usage.recorded.v1",
                customer,
                JSON.createObjectNode()
                        .put("customer", customer)
                        .put("environment", environment)
                        .put("endpoint", "/api/v2/subscriptions")
                        .put("status", status)
                        .put("calls", calls)
                        .put("keyHint", hint)
                        .put("at", Instant.now().toString())
                        .toString());
    }
}
