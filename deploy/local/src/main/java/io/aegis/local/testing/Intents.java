package io.aegis.local.testing;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Offer;
import io.aegis.contracts.TurnId;
import java.util.List;

/** The front door's word, for tests that play it. Each customer has one conversation. */
public final class Intents {
    private Intents() {}

    public static ConversationId conversation(CustomerId customer) {
        return new ConversationId("conversation-" + customer);
    }

    /** What a customer wrote, fairly surely understood. */
    public static IntentRouted asked(CustomerId customer, TurnId turn, Intent intent, String text, String by) {
        return new IntentRouted(
                turn, conversation(customer), customer, intent, 0.9, text, List.of(), List.of(), by, null);
    }

    /** What was offered is to be done. */
    public static IntentRouted accepted(CustomerId customer, TurnId turn, Offer offer, String text, String by) {
        return new IntentRouted(
                turn,
                conversation(customer),
                customer,
                Intent.OFFER_ACCEPTED,
                1,
                text,
                List.of(),
                List.of(),
                by,
                offer);
    }
}
