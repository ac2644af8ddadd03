package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.ConversationId;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.OrchestratorConfig;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.domain.User;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a conversation as server-sent events, with signs of life between them. The last event of a change carries
 * the revision as its id, so a reader that reconnects goes on where it was. It ends with the reader's login, at a sign of life or
 * before the next change.
 */
@ApplicationScoped
public class EventStream {
    private final Conversations conversations;
    private final OrchestratorConfig config;

    EventStream(Conversations conversations, OrchestratorConfig config) {
        this.conversations = conversations;
        this.config = config;
    }

    /**
     * @param lastEvent what a reader that reconnects has seen; counts more than {@code after}
     * @param after the revision that the reader has seen; everything comes without it
     * @param events what to say of a change after a revision, at least one; called on worker threads
     */
    public Multi<OutboundSseEvent> of(
            CurrentUser reader,
            ConversationId id,
            @Nullable String lastEvent,
            @Nullable String after,
            Sse sse,
            BiFunction<ConversationView, Long, List<OutboundSseEvent.Builder>> events) {
        long seen = revision(Objects.requireNonNullElse(lastEvent, Objects.requireNonNullElse(after, "0")));
        User who = reader.get();
        BooleanSupplier stillIn = reader.stillIn();
        conversations.find(who, id);
        AtomicLong reached = new AtomicLong(seen);
        Multi<OutboundSseEvent> changes = conversations
                .follow(who, id, seen)
                .onItem()
                .transformToMultiAndConcatenate(view -> Multi.createFrom()
                        .iterable(numbered(events.apply(view, reached.getAndSet(view.revision())), view.revision())));
        Multi<OutboundSseEvent> heartbeats = Multi.createFrom()
                .ticks()
                .every(config.heartbeat())
                .onOverflow()
                .drop()
                .map(tick -> sse.newEventBuilder().comment("").build());
        return Multi.createBy().merging().streams(changes, heartbeats).select().first(event -> stillIn.getAsBoolean());
    }

    private static List<OutboundSseEvent> numbered(List<OutboundSseEvent.Builder> events, long revision) {
        events.getLast().id(Long.toString(revision));
        return events.stream().map(OutboundSseEvent.Builder::build).toList();
    }

    private static long revision(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refused(Refused.Why.INVALID, "a revision is a number");
        }
        return Long.parseLong(text);
    }
}
