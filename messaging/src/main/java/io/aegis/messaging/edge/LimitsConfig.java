package io.aegis.messaging.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How many requests of a kind one caller may make in a minute, at once or spread. Each replica counts by itself. Lower answers
 * honest bursts with 429, higher lets one caller take more of everybody's time.
 */
@ConfigMapping(prefix = "aegis.limits")
public interface LimitsConfig {
    /** Of one customer, or of one user who is none. Each may cost a model call. */
    @WithDefault("120")
    int messages();

    /** Of one product; a request tells up to a thousand entries. */
    @WithDefault("6000")
    int usage();

    /** Of one address: a billing provider sends all its customers' from a few. */
    @WithDefault("6000")
    int webhooks();

    /** Of one address. Each costs a tenth of a second of a processor, so that guessing is slow. */
    @WithDefault("60")
    int logins();
}
