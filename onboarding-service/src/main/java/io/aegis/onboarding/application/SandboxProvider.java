package io.aegis.onboarding.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.time.Instant;
import java.util.Optional;

/** The port to wherever customers' sandboxes are. It throws as {@link BillingProvider} does. */
public interface SandboxProvider {
    /** True when it is no other system but rows in this service's database. */
    boolean inside();

    /** What was made for this action before; empty when nothing was, or not all of it. */
    Optional<Sandbox> findSandbox(ActionId action, CustomerId customer);

    /** Makes it, or what is missing of it. */
    Sandbox makeSandbox(ActionId action, CustomerId customer);

    record Sandbox(String url, Instant at) {}
}
