package io.aegis.state.domain;

import io.aegis.contracts.Environment;

/**
 * When an integration counts as validated.
 *
 * @param leastCalls calls in the test environment within 24 hours; fewer prove nothing
 * @param errorPercent the share of failed ones must stay below this
 */
public record IntegrationPolicy(int leastCalls, int errorPercent) {
    public static final IntegrationPolicy STANDARD = new IntegrationPolicy(50, 5);

    public boolean validates(Traffic traffic) {
        Traffic tests = traffic.in(Environment.TEST);
        return tests.calls() >= leastCalls && !tests.errorsReach(errorPercent);
    }
}
