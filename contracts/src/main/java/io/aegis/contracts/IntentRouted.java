package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A customer's message, understood as far as routing needs, on its way to an agent.
 *
 * @param text the customer's own words: untrusted, able to add words, never an action that policy would not allow
 * @param memory earlier turns of the conversation, oldest first, bounded by the sender
 * @param seen what state must have applied before it answers for this turn
 * @param requester the authenticated user who wrote the message; a decision on its actions must come from somebody else
 * @param accepted the offer that the customer accepted, for {@link Intent#OFFER_ACCEPTED}
 */
@WireType("aegis.intent.routed.v1")
public record IntentRouted(
        TurnId turn,
        ConversationId conversation,
        CustomerId customer,
        Intent intent,
        double confidence,
        String text,
        List<Utterance> memory,
        List<Seen> seen,
        String requester,
        @Nullable Offer accepted)
        implements Message {
    public IntentRouted {
        memory = List.copyOf(memory);
        seen = List.copyOf(seen);
    }

    /** One line of the conversation so far, with keys as placeholders. */
    public record Utterance(Speaker speaker, String text) {}

    public enum Speaker {
        CUSTOMER,
        AEGIS;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Speaker of(String wireName) {
            return WireTypes.named(Speaker.class, wireName);
        }
    }
}
