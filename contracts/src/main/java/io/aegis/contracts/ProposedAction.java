package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An action as it was proposed. Nothing in it changes afterwards: what is released is exactly this.
 *
 * @param type the action's type in the {@link ActionCatalogue}
 * @param argumentsHash {@link Json#hash} of the arguments; a release is for these arguments and no others
 * @param proposer the agent whose run waits for the result
 * @param requester the user whose message led to it
 * @param tier what the customer paid for when the action was proposed
 * @param reason why the agent proposes it, in plain words
 * @param origins where each argument's value was found, by the argument's name; absent when nobody looked
 * @param grounds what it was proposed on; absent when the proposer does not tell
 */
public record ProposedAction(
        ActionId id,
        RunId run,
        TurnId turn,
        ConversationId conversation,
        CustomerId customer,
        String type,
        ObjectNode arguments,
        String argumentsHash,
        AgentName proposer,
        String requester,
        Tier tier,
        String reason,
        @Nullable Map<String, Origin> origins,
        @Nullable Grounds grounds) {
    public ProposedAction {
        arguments = arguments.deepCopy();
        origins = origins == null ? null : Map.copyOf(origins);
    }

    public ProposedAction(
            ActionId id,
            RunId run,
            TurnId turn,
            ConversationId conversation,
            CustomerId customer,
            String type,
            ObjectNode arguments,
            String argumentsHash,
            AgentName proposer,
            String requester,
            Tier tier,
            String reason) {
        this(
                id,
                run,
                turn,
                conversation,
                customer,
                type,
                arguments,
                argumentsHash,
                proposer,
                requester,
                tier,
                reason,
                null,
                null);
    }

    /** Where the value of an argument stands: the less it is ours, the later in this order. */
    public enum Origin {
        /** Nowhere but in the agent's answer. */
        AGENT,
        /** In what the customer wrote. */
        CUSTOMER,
        /** In what a tool read: a document, a ticket, the profile, another system. */
        RETRIEVED;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Origin of(String wireName) {
            return WireTypes.named(Origin.class, wireName);
        }
    }

    /** The same action with other arguments, and their hash; where those came from is not known here. */
    public ProposedAction with(ObjectNode others) {
        return new ProposedAction(
                id,
                run,
                turn,
                conversation,
                customer,
                type,
                others,
                Json.hash(others),
                proposer,
                requester,
                tier,
                reason,
                null,
                grounds);
    }

    /** True when a playbook asks for this, and no model has come between that could have worded it. */
    public boolean askedByPlaybook() {
        return requester.startsWith(InterventionRaised.REQUESTER)
                && grounds != null
                && grounds.intent() == Intent.OFFER_ACCEPTED;
    }

    /** False when the arguments are not the ones the hash was taken over. */
    public boolean intact() {
        return argumentsHash.equals(Json.hash(arguments));
    }
}
