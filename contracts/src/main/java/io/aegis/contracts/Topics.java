package io.aegis.contracts;

/** Topic names. The list that creates them, with partitions, is deploy/topics.yaml; a test holds both against each other. */
public final class Topics {
    public static final String BILLING = "aegis.billing.events.v1";
    public static final String USAGE = "aegis.usage.events.v1";
    public static final String PROPOSED = "aegis.actions.proposed.v1";
    public static final String OUTCOMES = "aegis.actions.outcomes.v1";
    public static final String REPLIES = "aegis.replies.v1";
    public static final String CUSTOMERS = "aegis.customers.events.v1";
    /** Apart from the other events of customers, since everybody who keeps personal data reads it, and few come. */
    public static final String ERASURES = "aegis.customers.erasures.v1";

    public static final String INTERVENTIONS = "aegis.interventions.events.v1";

    /** The ends of the audit chains, signed; for whoever keeps them outside of the gate's database. */
    public static final String SEALS = "aegis.audit.seals.v1";

    /** Logins that have ended. Every service that lets users in reads it. */
    public static final String LOGINS = "aegis.logins.v1";

    private Topics() {}

    /** Where routed intents for one agent go; an operator scales the agent on this topic's lag. */
    public static String intents(AgentName agent) {
        return "aegis.intents." + agent.wireName() + ".v1";
    }

    /** Where decisions for the agent go that executes the action, and outcomes for the agent that proposed it. */
    public static String actions(AgentName agent) {
        return "aegis.actions." + agent.wireName() + ".v1";
    }

    public static String deadLetters(String topic) {
        return topic + ".dlq";
    }
}
