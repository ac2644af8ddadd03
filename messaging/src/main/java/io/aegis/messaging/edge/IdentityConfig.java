package io.aegis.messaging.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.identity")
public interface IdentityConfig {
    /**
     * The OpenID Connect issuer of users' tokens, exactly as the tokens name it. With it, users' tokens of our own are refused
     * and nobody logs in here; services keep their own identities.
     */
    Optional<String> oidcUrl();

    /** Whom the issuer's tokens have to be for; others of its tokens are refused. */
    @WithDefault("aegis")
    String oidcAudience();

    /** Where in the issuer's tokens roles are: a claim, or a path of claims such as {@code realm_access/roles}. */
    @WithDefault("groups")
    String oidcRoles();
}
