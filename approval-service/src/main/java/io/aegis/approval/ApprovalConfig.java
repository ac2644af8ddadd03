package io.aegis.approval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.approval")
public interface ApprovalConfig {
    /** The file with the keys that sign releases, a JWK set. The first of them signs; a new one is used as soon as it is there. */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/release-keys.json")
    Path releaseKeys();

    /** How often the ends of the audit chains are signed and published: what is younger can be cut off without being found. */
    @WithDefault("PT10S")
    Duration sealEvery();

    /** A policy in a file: it is in force from the start on, and again whenever the file changes. The API alone when absent. */
    @WithDefault("${AEGIS_POLICY:}")
    Optional<Path> policy();
}
