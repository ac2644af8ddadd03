package io.aegis.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.agent")
public interface AgentConfig {
    /** Where the customer's state is read. */
    @WithDefault("${AEGIS_STATE_URL:http://localhost:8084}")
    String stateUrl();

    /** How long one read may take before the turn is put back and tried again. */
    @WithDefault("5s")
    Duration stateTimeout();

    /** The file with this agent's identity towards other services. */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/tokens/${aegis.messaging.source}.jwt")
    Path serviceToken();

    /** The file with the gate's public keys: a release that none of them has signed is not executed. */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/release-keys-public.json")
    Path releaseKeys();

    /** Who thinks: the embedded model, or Gemini on Vertex AI, which is paid for and has the customer's words sent to it. */
    @WithDefault("${AEGIS_MODEL:offline}")
    Choice model();

    enum Choice {
        OFFLINE,
        GEMINI
    }

    Limits limits();

    /** What one turn may take. A turn that reaches one is ended with an honest word, and a person is offered. */
    interface Limits {
        /** How often the model is asked; a model that has not come to an end by then will not. */
        @WithDefault("8")
        int answers();

        /** Tokens in and out, over all answers; the one that exceeds it is still used. */
        @WithDefault("100000")
        long tokens();

        /** How many actions the model may propose. */
        @WithDefault("8")
        int actions();
    }

    Gemini gemini();

    /** Read only while the model is Gemini. */
    interface Gemini {
        /** The Google Cloud project that pays. */
        @WithDefault("${AEGIS_GEMINI_PROJECT:}")
        Optional<String> project();

        /** Where the model runs, and so where the customers' words go. */
        @WithDefault("${AEGIS_GEMINI_LOCATION:global}")
        String location();

        /** The name of the model at that location. */
        @WithDefault("${AEGIS_GEMINI_MODEL:gemini-2.5-flash}")
        String model();

        /** Where requests go instead of the location's own address: a proxy, or a stand-in. */
        @WithDefault("${AEGIS_GEMINI_URL:}")
        Optional<String> url();

        /** How long one answer may take. One that takes longer may be charged for and is lost. */
        @WithDefault("60s")
        Duration timeout();

        /** How long one answer may be, in tokens, with what is thought and not said. */
        @WithDefault("8192")
        int answerTokens();

        /** Price of a million tokens sent. The default is the list price of the default model, in US dollars. */
        @WithDefault("${AEGIS_GEMINI_PRICE_IN:0.30}")
        BigDecimal priceIn();

        /** Price of a million tokens received. */
        @WithDefault("${AEGIS_GEMINI_PRICE_OUT:2.50}")
        BigDecimal priceOut();
    }
}
