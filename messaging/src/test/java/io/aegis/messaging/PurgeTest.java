package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class PurgeTest {
    @Inject
    Database database;

    @Inject
    MessagingConfig config;

    @Inject
    NoteHandler handler;

    @Test
    void oldWorkedMessagesAreForgottenAndNothingElse() {
        // It reads a thousand from the oldest on and stops at young ones, and other tests have left thousands of these.
        database.update("delete from inbox where status = 1 and id not in (select inbox_id from dead_letter_decision)");
        insert("old", 1, 8);
        insert("young", 1, 6);
        insert("dead", 2, 8);
        insert("decided", 1, 8);
        database.update("""
                insert into dead_letter_decision (inbox_id, decision, by_user, at)
                select id, 'retry', 'root', now() from inbox where event_id = 'decided' and source = 'purge'
                """);
        Purge purge = new Purge(database, config, List.of());

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            purge.forget();
            assertThat(left()).containsExactly("dead", "decided", "young");
        });
    }

    @Test
    void whatIsRetainedIsForgottenBitByBitAndNotAllAtOnce() {
        List<Integer> asked = new ArrayList<>();
        Purge purge = new Purge(database, config, List.of(most -> {
            asked.add(most);
            return asked.size() < 3;
        }));

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            purge.forget();
            assertThat(asked).containsExactly(1000, 1000, 1000);
        });
        purge.forget();

        assertThat(asked).hasSize(3);
    }

    @Test
    void whatWasReceivedIsEmptiedAndStillKnown() {
        CustomerId customer = new CustomerId("emptied");
        handler.on("empty", (note, unit) -> unit.emptyReceived());
        try (Wire wire = new Wire()) {
            Note first = new Note(customer, 1, "");
            Note second = new Note(customer, 2, "empty");
            wire.send("test.in", Wire.envelope(first, "emptied-1", 1L), first);
            wire.send("test.in", Wire.envelope(second, "emptied-2", 2L), second);
            assertThat(wire.echoes(customer, 2)).containsExactly(1, 2);
            wire.send("test.in", Wire.envelope(first, "emptied-1", 1L), first);
            Note third = new Note(customer, 3, "");
            wire.send("test.in", Wire.envelope(third, "emptied-3", 3L), third);
            assertThat(wire.echoes(customer, 3)).containsExactly(1, 2, 3);
        }

        assertThat(database.query(
                        "select length(data) from inbox where customer = ? order by id",
                        row -> row.getInt(1),
                        customer.value()))
                .startsWith(0, 0)
                .hasSize(3)
                .last()
                .satisfies(length -> assertThat(length).isPositive());
    }

    private void insert(String id, int status, int daysAgo) {
        database.update("""
                insert into inbox (source, event_id, customer, lane, topic, type, time, correlation, data, status, received_at,
                                   done_at)
                values ('purge', ?, 'purged', 0, 'test.in', 'test.note.v1', now(), 'c', '', ?, now() - make_interval(days => ?),
                        case when ? = 1 then now() - make_interval(days => ?) end)
                """, id, status, daysAgo, status, daysAgo);
    }

    private List<String> left() {
        return database.query(
                "select event_id from inbox where source = 'purge' order by event_id", row -> row.getString(1));
    }
}
