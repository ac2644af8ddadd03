package io.aegis.state.domain.churn;

/**
 * What was known of somebody at a time, and whether he was lost afterwards.
 *
 * @param who samples of the same one are never split between training and testing
 */
public record Sample(String who, Traits traits, boolean churned) {}
