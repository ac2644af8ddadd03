package io.aegis.state.domain;

import io.aegis.contracts.Consent;
import io.aegis.contracts.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to be recorded of a customer. A fact is so already and is taken in every state; a command is decided
 * upon ({@link Customer#decide}).
 */
public sealed interface Command {
    /**
     * What a file of the company's own says of a customer. What is absent is not said.
     *
     * @param since when the plan or trial began; absent for the time of the import
     * @param at the time of the import
     */
    record Introduce(
            @Nullable String name,
            @Nullable String email,
            @Nullable String timeZone,
            @Nullable String locale,
            @Nullable Consent contact,
            @Nullable Tier tier,
            @Nullable String plan,
            @Nullable Instant since,
            @Nullable Instant trialEndsAt,
            Instant at)
            implements Command {}

    /** Personal data is made unreadable, for good. @param by the user who asks for it */
    record Erase(String by, String reason, Instant at) implements Command {}

    /** Personal data may be kept again. What was erased stays so. @param by the user who asks for it */
    record Readmit(String by, String reason, Instant at) implements Command {}
}
