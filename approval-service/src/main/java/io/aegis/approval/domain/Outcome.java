package io.aegis.approval.domain;

import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.AgentName;
import java.time.Instant;

/**
 * How a released action ended, as the agent that ran it told.
 *
 * @param told what was done, or why not, in plain words
 * @param at when the gate heard of it
 */
public record Outcome(boolean done, String told, AgentName by, Instant at) {
    public static Outcome of(ActionOutcome outcome, AgentName by, Instant at) {
        return switch (outcome) {
            case ActionOutcome.Succeeded succeeded -> new Outcome(true, succeeded.summary(), by, at);
            case ActionOutcome.Failed failed -> new Outcome(false, failed.reason(), by, at);
        };
    }
}
