package io.aegis.contracts;

import java.time.Instant;

/** What a product tells of a customer's use of it, on {@link Topics#USAGE} or over HTTP. */
public sealed interface UsageEvent extends Message permits UsageRecorded, LoggedIn {
    /** When it happened, by the product. */
    Instant at();
}
