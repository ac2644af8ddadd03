package io.aegis.messaging;

/** What a service keeps for a time only, beside its messages. Implementations are beans. */
public interface Retained {
    /**
     * Deletes some of what is too old, in a transaction of its own. Called once a second while there is more, and then once
     * an hour, by every replica.
     *
     * @return true when there may be more of it
     */
    boolean forgetOld(int most);
}
