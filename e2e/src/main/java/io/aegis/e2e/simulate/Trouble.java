package io.aegis.e2e.simulate;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What stands between a customer and the next step. */
enum Trouble {
    NONE(0),
    /** Has a key and makes no call. */
    STUCK(0.06),
    /** A third of the calls fail. */
    ERRORS(0.10),
    /** Uses it less each day, and nobody logs in. */
    DECLINE(0.04),
    /** The card is refused. */
    PAYMENT(0.15);

    /** The chance of a day that it is over without anybody's help. */
    final double overAlone;

    Trouble(double overAlone) {
        this.overAlone = overAlone;
    }

    /** For people: 6 % (stuck), and so on. */
    static String alone() {
        return Arrays.stream(values())
                .filter(trouble -> trouble != NONE)
                .map(trouble -> "%.0f %% (%s)"
                        .formatted(trouble.overAlone * 100, trouble.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }
}
