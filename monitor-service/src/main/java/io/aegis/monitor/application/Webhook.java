package io.aegis.monitor.application;

import io.aegis.contracts.InterventionRaised;

/** Another system that is told of interventions, such as a team's chat or the customer's own alerting. */
public interface Webhook {
    /** False when nobody wants to be told. */
    boolean configured();

    /**
     * Tells it, at least once: who gets the same intervention twice drops the second.
     *
     * @throws RuntimeException when it was not taken; to be tried again
     */
    void deliver(InterventionRaised raised);
}
