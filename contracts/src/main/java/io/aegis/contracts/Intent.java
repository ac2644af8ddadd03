package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a customer wants, as far as the front door can tell, and which agent sees to it. */
public enum Intent {
    GET_STARTED(AgentName.ONBOARDING),
    DIAGNOSE_ERRORS(AgentName.ONBOARDING),
    PRODUCTION_KEY(AgentName.ONBOARDING),
    NEW_TEST_KEY(AgentName.ONBOARDING),
    DISCOUNT(AgentName.ONBOARDING),
    CHANGE_PLAN(AgentName.ONBOARDING),
    INTEGRATE(AgentName.QUERY),
    ACCOUNT_STATUS(AgentName.QUERY),
    QUESTION(AgentName.QUERY),
    SMALL_TALK(AgentName.QUERY),
    HUMAN(AgentName.FEEDBACK),
    COMPLAINT(AgentName.FEEDBACK),
    /** The customer accepted an action that was offered; nothing is left to classify. */
    OFFER_ACCEPTED(AgentName.ONBOARDING),
    /** None of the above: say so, rather than guess. */
    UNKNOWN(AgentName.QUERY);

    private final AgentName agent;

    Intent(AgentName agent) {
        this.agent = agent;
    }

    public AgentName agent() {
        return agent;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Intent of(String wireName) {
        return WireTypes.named(Intent.class, wireName);
    }
}
