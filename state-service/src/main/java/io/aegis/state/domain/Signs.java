package io.aegis.state.domain;

import io.aegis.contracts.Stage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What health is judged by besides use: what the facts say, as they stand.
 *
 * @param stageSince when the stage was reached; absent for a new customer
 * @param firstKeyAt since when the customer could have called
 * @param tickets when each was opened
 */
public record Signs(
        Stage stage,
        @Nullable Instant stageSince,
        boolean cancelled,
        @Nullable Instant failedSince,
        @Nullable Instant overdueSince,
        @Nullable Instant disputedSince,
        @Nullable Instant firstKeyAt,
        @Nullable Instant firstCallAt,
        List<Instant> tickets,
        List<Correspondence.Judgement> judgements) {
    public Signs {
        tickets = List.copyOf(tickets);
        judgements = List.copyOf(judgements);
    }
}
