package io.aegis.messaging.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.contracts.Json;
import io.smallrye.jwt.auth.principal.ParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;

/**
 * Checks users' tokens of the company's own identity provider, with the keys that it publishes. A key that is not known is
 * looked up at once, at most once a second; keys are kept for an hour, and for a day while the provider is away. Calls block.
 */
final class IdentityProvider {
    private static final Logger LOG = Logger.getLogger(IdentityProvider.class);
    private static final int MILLISECONDS = 2000;
    private static final int SKEW_SECONDS = 30;

    private final String issuer;
    private final String audience;
    private final List<String> roles;
    private volatile @Nullable JwtConsumer consumer;

    /** @param roles the path of the claim */
    IdentityProvider(String issuer, String audience, String roles) {
        this.issuer = issuer;
        this.audience = audience;
        this.roles = Arrays.asList(roles.split("/"));
    }

    /** @throws ParseException when the token is none of the provider's for us, or its keys cannot be had */
    JwtClaims verified(String token) throws ParseException {
        try {
            return consumer().processToClaims(token);
        } catch (InvalidJwtException e) {
            throw new ParseException("not a valid token of the identity provider", e);
        } catch (IOException | Json.Unreadable e) {
            LOG.warnf(
                    "the identity provider does not say where its keys are, %s",
                    e.getClass().getSimpleName());
            throw new ParseException("the identity provider cannot be asked", e);
        }
    }

    /** What the token says of its user's roles; nothing where it says nothing. */
    List<String> roles(JwtClaims claims) {
        Object found = claims.getClaimsMap();
        for (String step : roles) {
            found = found instanceof Map<?, ?> map ? map.get(step) : null;
        }
        List<String> names = new ArrayList<>();
        if (found instanceof Collection<?> several) {
            several.forEach(one -> names.add(String.valueOf(one)));
        }
        return names;
    }

    private JwtConsumer consumer() throws IOException {
        JwtConsumer known = consumer;
        if (known == null) {
            known = made();
            consumer = known;
        }
        return known;
    }

    private JwtConsumer made() throws IOException {
        Get get = new Get();
        get.setConnectTimeout(MILLISECONDS);
        get.setReadTimeout(MILLISECONDS);
        get.setRetries(0);
        String about = issuer + (issuer.endsWith("/") ? "" : "/") + ".well-known/openid-configuration";
        JsonNode discovered = Json.read(get.get(about).getBody().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        if (!discovered.path("issuer").asText().equals(issuer)) {
            throw new IOException("another issuer answers");
        }
        HttpsJwks keys = new HttpsJwks(discovered.path("jwks_uri").asText());
        keys.setSimpleHttpGet(get);
        keys.setDefaultCacheDuration(3600);
        keys.setRefreshReprieveThreshold(1000);
        keys.setRetainCacheOnErrorDuration(24 * 3600);
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setExpectedIssuer(issuer)
                .setExpectedAudience(audience)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                .build();
    }
}
