package io.aegis.orchestrator.application;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.orchestrator")
public interface OrchestratorConfig {
    /** Whether the demo users exist, with the password of the secrets folder. Off in production. */
    boolean demo();

    /** The folder with this service's identity and the demo password. */
    Path secrets();

    /** Where keys are revealed to their owners; a wrong address shows "(key unavailable)" in place of keys. */
    URI onboardingUrl();

    /** Where customer cards are read; a wrong address shows cards as not reachable. */
    URI stateUrl();

    /** Where the list of interventions is read; a wrong address shows it as not reachable. */
    URI monitorUrl();

    /** Where held actions are read and decided; a wrong address leaves the approvals page without them. */
    URI approvalUrl();

    /** Where tickets are read; a wrong address shows their pages as not reachable. */
    URI queryUrl();

    /** A file of labelled utterances in place of the packaged one; it decides which intents can be recognised at all. */
    Optional<Path> intents();

    /** The pause between signs of life on a silent event stream: longer lets proxies cut it, shorter costs traffic. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How late an open conversation shows what another replica changed; each replica asks once per pause. */
    @WithDefault("1s")
    Duration poll();
}
