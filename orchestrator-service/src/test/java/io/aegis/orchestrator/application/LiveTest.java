package io.aegis.orchestrator.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ConversationId;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who begins to wait just when the reply comes. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class LiveTest {
    private final ConversationId conversation = new ConversationId("c-" + UUID.randomUUID());

    @Inject
    Live live;

    @Test
    void a_reply_that_was_faster_than_who_waits_for_it_is_looked_at() {
        live.changed(conversation, 5, false);

        waiting(4).awaitItems(1).cancel();
    }

    @Test
    void so_is_an_end_that_was_told_without_a_revision() {
        live.changed(conversation);

        waiting(4).awaitItems(1).cancel();
    }

    /** One look for what came since, so the second item is the first that is not. */
    @Test
    void what_was_known_already_is_not() {
        live.changed(conversation, 5, true);
        AssertSubscriber<ConversationId> waiting = waiting(5);
        live.changed(conversation, 6, true);
        assertThat(waiting.getItems()).isEmpty();
        live.changed(conversation, 7, false);

        assertThat(waiting.awaitItems(1).cancel().getItems()).hasSize(1);
    }

    private AssertSubscriber<ConversationId> waiting(long seen) {
        return live.replies(conversation, seen).subscribe().withSubscriber(AssertSubscriber.create(10));
    }
}
