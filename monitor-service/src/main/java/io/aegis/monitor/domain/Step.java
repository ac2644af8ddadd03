package io.aegis.monitor.domain;

/** What follows from something learned of a customer. */
public sealed interface Step {
    Occasion occasion();

    /** Look again when it is due. */
    record Await(Occasion occasion) implements Step {}

    /** There is nothing left to wait for. */
    record Forget(Occasion occasion, String reason) implements Step {}
}
