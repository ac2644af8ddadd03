package io.aegis.state.domain;

import java.util.Locale;

/** What health is measured by. */
public enum Measure {
    /** The share of calls that failed. */
    ERRORS,
    /** Whether the stages are reached in time. */
    ADOPTION,
    /** Calls against the customer's own history. */
    TREND,
    /** Logins and conversations. */
    ENGAGEMENT,
    /** Whether payments go through. */
    BILLING,
    /** What the customer thought of replies, and tickets. */
    SENTIMENT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
