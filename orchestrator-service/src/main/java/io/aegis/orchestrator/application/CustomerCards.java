package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;

/** What is known of a customer, beside the conversation with them. */
@ApplicationScoped
public class CustomerCards {
    private final ConversationStore store;
    private final CustomerState state;

    CustomerCards(ConversationStore store, CustomerState state) {
        this.store = store;
        this.state = state;
    }

    /**
     * The customer with everything in it that replies have told of. Not inside a transaction: it asks another service.
     *
     * @param token the user's own: state decides who may see whom
     */
    public Answer<CustomerSnapshot> card(User user, CustomerId customer, String token) {
        Conversations.meant(user, customer);
        return state.customer(customer, store.seen(customer), token);
    }

    /** What is known of the customer, last learned first; otherwise as {@link #card}. */
    public Answer<CustomerState.Timeline> timeline(User user, CustomerId customer, int most, String token) {
        Conversations.meant(user, customer);
        return state.timeline(customer, most, token);
    }
}
