package io.aegis.orchestrator.domain;

import io.aegis.contracts.Thumbs;
import org.jspecify.annotations.Nullable;

/** What the customer thinks of a turn's replies. */
public record Feedback(Thumbs thumbs, @Nullable String comment) {}
