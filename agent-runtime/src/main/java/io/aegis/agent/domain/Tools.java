package io.aegis.agent.domain;

/** Names of the read-only tools that every agent has. */
public final class Tools {
    public static final String PROFILE = "customer.profile";
    public static final String USAGE = "customer.usage";

    private Tools() {}
}
