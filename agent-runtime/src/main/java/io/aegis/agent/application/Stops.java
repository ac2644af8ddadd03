package io.aegis.agent.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.Stopped;

/** What the gate has stopped, and what was given back to it. Writing takes part in the caller's transaction. */
public interface Stops {
    /** What this agent was told last; at most a second old in a replica that was not told itself. */
    Stopped now();

    /** Changes nothing when a later one is known. */
    void keep(Stopped stopped);

    /** The release of this number, and every one before it, is void from now on. */
    void giveBack(ActionId action, int number);

    /** The highest number that was given back; 0 for none. */
    int givenBack(ActionId action);
}
