package io.aegis.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.local.LocalSystem;
import io.aegis.local.Topics;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.local.testing.Tables;
import io.aegis.local.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** After a customer was given a key, everything that the system wrote is searched for it. */
class SecretsIT {
    private final LocalSystem system = Running.system();
    private final FrontDoor door = Running.door();

    @Test
    void aKeyIsNowhereButInItsOwnersReply() throws IOException {
        String id = "it-secret-" + UUID.randomUUID().toString().substring(0, 8);
        Session customer = door.customer(id);
        String conversation = customer.open(null);
        JsonNode turn = customer.say(conversation, "I'm a new customer, help me get started with Chargebee");
        customer.judge(conversation, turn.get("turn").textValue(), "down", "too long");
        String reply = turn.get("replies").get(0).textValue();
        String key = reply.replaceAll("(?s).*(ak_test_[A-Za-z0-9]{32}).*", "$1");
        assertThat(key).matches("ak_test_[A-Za-z0-9]{32}");

        List<String> places = new ArrayList<>(Running.logsWith(key));
        List<Wire.Found> placeholders;
        try (Wire wire = door.wire()) {
            List<Wire.Found> suspects = wire.await(
                    List.copyOf(Topics.all().keySet()),
                    record -> holds(record, key) || holds(record, "{{key:"),
                    anyNumber -> true);
            suspects.stream()
                    .filter(record -> holds(record, key))
                    .map(Wire.Found::topic)
                    .forEach(places::add);
            placeholders = suspects;
        }
        places.addAll(Tables.holding(system, key));

        assertThat(places).isEmpty();
        assertThat(placeholders).extracting(Wire.Found::topic).contains("aegis.replies.v1");
        assertThat(Tables.holding(system, id)).contains("aegis_onboarding.run");
        Session colleague = door.staff("sam", "success-manager");
        assertThat(colleague.conversation(conversation).toString()).doesNotContain(key);
    }

    private static boolean holds(Wire.Found record, String text) {
        return record.value().contains(text) || record.headers().toString().contains(text);
    }
}
