package io.aegis.e2e.torture;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

@ConfigMapping(prefix = "torture")
interface TortureConfig {
    /** Where numbers are passed on to; nowhere at the end of the chain. */
    Optional<String> to();

    /** Where the variant without an inbox reads. */
    Optional<String> straightFrom();

    @WithDefault("SOUND")
    Variant variant();

    /** A broken variant drops dead at this number of messages, at its weakest moment; 0 for never. */
    @WithDefault("0")
    int dieAt();

    enum Variant {
        SOUND,
        /** Sends after the commit, from memory. */
        PUBLISH_AFTER_COMMIT,
        /** Works records straight from the consumer and commits the offsets afterwards. */
        NO_INBOX,
        /** Relays what has a higher id than the last. */
        CURSOR_RELAY,
        /** Locks single messages and skips locked ones, instead of keeping to a customer's order. */
        ROW_BY_ROW
    }
}
