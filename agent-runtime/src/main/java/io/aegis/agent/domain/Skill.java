package io.aegis.agent.domain;

import io.aegis.contracts.Intent;
import java.util.Set;

/**
 * What the offline model knows to do about some intents: it decides by the customer's state, and answers from templates. It
 * is given the same tools as any model, and is pure: the same situation gives the same answer.
 */
public interface Skill {
    Set<Intent> intents();

    ModelAnswer next(Situation situation);
}
