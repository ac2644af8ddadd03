package io.aegis.monitor.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a playbook does on an occasion that has come due, and why. */
public sealed interface Verdict {
    String reason();

    /** Whether it uses the contact budget: a hold-out does, so that both groups meet the same otherwise. */
    default boolean contacts() {
        return switch (this) {
            case Raise raise -> true;
            case HoldOut holdOut -> true;
            case Postpone postpone -> false;
            case Suppress suppress -> false;
            case Pass pass -> false;
        };
    }

    /**
     * @param text Markdown
     * @param letter the mail that goes out with it; absent for none
     */
    record Raise(String variant, String text, Message.@Nullable Letter letter, String reason) implements Verdict {}

    /** It would have been raised, and is not, to see what happens without. */
    record HoldOut(String reason) implements Verdict {}

    /** There is good reason to step in, but not now. */
    record Postpone(Instant until, String reason) implements Verdict {}

    /** There was good reason to step in, but the customer is not to be contacted for it. Final. */
    record Suppress(String reason) implements Verdict {}

    /** There is nothing to step in for. Final. */
    record Pass(String reason) implements Verdict {}
}
