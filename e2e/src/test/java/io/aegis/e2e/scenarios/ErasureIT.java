package io.aegis.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.e2e.bench.Databases;
import io.aegis.local.LocalSystem;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.local.testing.Tables;
import io.aegis.local.testing.Wire;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A customer with a name, a talk, a discount and a complaint is forgotten, by all services, and the audit goes on to verify. */
class ErasureIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalSystem system = Running.system();
    private final FrontDoor door = Running.door();

    @Test
    void whatWasPersonalIsInNoDatabaseAndTheAuditStillVerifies() throws Exception {
        String word = "w" + UUID.randomUUID().toString().replace("-", "");
        String id = "it-erased-" + word.substring(1, 9);
        Session customer = door.customer(id);
        Session root = door.staff("root", "admin");
        try (Wire wire = door.wire()) {
            wire.send(
                    "aegis.billing.events.v1",
                    "billing-of-" + id,
                    "1",
                    null,
                    "aegis.billing.customer_created.v1",
                    id,
                    "{\"customer\":\"%s\",\"name\":\"%s\",\"email\":\"jane@%s.example\"}".formatted(id, word, word));
        }
        String conversation = customer.open(null);
        JsonNode asked = customer.say(conversation, "Give me 25 % off, says " + word);
        String action = root.approvals(id, "held").get(0).get("id").textValue();
        door.staff("ada", "approver")
                .decide(action, "approve", "Good old " + word)
                .ok();
        await().atMost(PATIENCE)
                .until(() -> customer.conversation(conversation).toString().contains("Applied 25 % off"));
        customer.judge(conversation, asked.get("turn").textValue(), "down", word + " wanted more");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Tables.holding(system, word))
                        .contains(
                                "aegis_orchestrator.line",
                                "aegis_onboarding.run",
                                "aegis_query.ticket",
                                "aegis_feedback.feedback",
                                "aegis_state.customer",
                                "aegis_monitor.watch",
                                "aegis_approval.audit_words"));
        assertThat(customer.profile(id).get("name").textValue()).isEqualTo(word);
        assertThat(Running.logsWith(word)).as("nothing personal is in a log").isEmpty();
        // What is still on its way is forgotten six hours later: services' own tests show that.
        try (Databases databases = new Databases(system)) {
            assertThat(databases.awaitQuiet()).isTrue();
        }

        root.post(
                        door.state() + "/api/customers/" + id + "/erase",
                        JSON.createObjectNode().put("reason", "They asked for it."),
                        null)
                .ok();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Tables.holding(system, word)).isEmpty());
        assertThat(root.profile(id).has("name")).isFalse();
        assertThat(root.conversation(conversation).toString()).doesNotContain(word);
        JsonNode verified =
                root.get(door.approval() + "/api/audit/verify?customer=" + id).ok();
        assertThat(verified.get("intact").booleanValue()).isTrue();
        assertThat(verified.get("records").longValue()).isPositive();
        assertThat(root.approvals(id, "released").findValuesAsText("decidedBy")).contains("ada");
    }
}
