package io.aegis.state;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.state")
public interface StateConfig {
    /**
     * A file of rules of health instead of the packaged one; health.yaml in this service's resources shows what belongs into
     * it. Every customer is judged by it from his next change on. One that makes no sense stops the start.
     */
    Optional<Path> healthRules();
}
