package io.aegis.state.outbound.files;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a file may say of a customer. */
enum Column {
    CUSTOMER("customer"),
    NAME("name"),
    EMAIL("email"),
    TIME_ZONE("timeZone"),
    LOCALE("locale"),
    CONSENT("consent"),
    TIER("tier"),
    PLAN("plan"),
    SINCE("since"),
    TRIAL_ENDS_AT("trialEndsAt");

    /** What an export says beyond that: it is derived, and an import passes over it. */
    private static final Set<String> DERIVED = Set.of(
            "version",
            "stage",
            "health",
            "score",
            "keys",
            "sandboxUrl",
            "mailsSent",
            "discount",
            "firstApiCallAt",
            "tickets",
            "billing",
            "contact",
            "erasedAt");

    private final String title;

    Column(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static Optional<Column> of(String title) {
        return Stream.of(values())
                .filter(column -> column.title.equalsIgnoreCase(title.strip()))
                .findFirst();
    }

    static boolean isDerived(String title) {
        return DERIVED.stream().anyMatch(derived -> derived.equalsIgnoreCase(title.strip()));
    }
}
