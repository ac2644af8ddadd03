package io.aegis.messaging.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.local.Tokens;
import io.aegis.messaging.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of a company's own identity provider, over the wire, against a stand-in. Dead letters are for admins. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@QuarkusTestResource(value = IdentityProviderStandIn.class, restrictToAnnotatedClass = true)
class IdentityProviderTest {
    private static final RsaJsonWebKey FIRST = key("first");
    private static final RsaJsonWebKey SECOND = key("second");

    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource("/api/dead-letters")
    URI deadLetters;

    /** There in this test alone, and looked for at the start of every other one. */
    @ConfigProperty(name = "AEGIS_OIDC_URL")
    Optional<String> configured;

    private String issuer;

    @ConfigProperty(name = "AEGIS_SECRETS")
    Path secrets;

    @BeforeEach
    void the_provider_publishes_its_first_key() throws Exception {
        issuer = configured.orElseThrow();
        publish(FIRST);
    }

    @Test
    void its_users_come_in_with_its_roles() throws Exception {
        assertThat(status(signed(FIRST, claims -> {}))).isEqualTo(200);
        assertThat(status(signed(FIRST, claims -> roles(claims, "approver")))).isEqualTo(403);
        assertThat(status(signed(FIRST, claims -> roles(claims)))).isEqualTo(403);
    }

    @Test
    void a_new_key_counts_as_soon_as_it_is_published_and_not_before() throws Exception {
        assertThat(status(signed(SECOND, claims -> {}))).isEqualTo(401);
        publish(FIRST, SECOND);
        await().untilAsserted(
                        () -> assertThat(status(signed(SECOND, claims -> {}))).isEqualTo(200));

        assertThat(status(signed(FIRST, claims -> {}))).isEqualTo(200);
    }

    @Test
    void what_is_not_its_word_to_us_and_now_is_refused() throws Exception {
        assertThat(status(signed(FIRST, claims -> claims.setIssuer(issuer + "/"))))
                .isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.setIssuer("aegis")))).isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.unsetClaim("iss")))).isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.setAudience("wiki")))).isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.unsetClaim("aud")))).isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.setExpirationTimeMinutesInTheFuture(-1))))
                .isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.unsetClaim("exp")))).isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.setNotBeforeMinutesInThePast(-5))))
                .isEqualTo(401);
        assertThat(status(signed(FIRST, claims -> claims.unsetClaim("sub")))).isEqualTo(401);
        assertThat(status("a.b.c")).isEqualTo(401);
    }

    @Test
    void no_other_way_of_signing_is_believed() throws Exception {
        Key publicKeyAsSecret = new HmacKey(FIRST.getPublicKey().getEncoded());
        String valid = signed(FIRST, claims -> {});

        assertThat(status(compact("none", null, claims(all -> {})))).isEqualTo(401);
        assertThat(status(compact("HS256", publicKeyAsSecret, claims(all -> {}))))
                .isEqualTo(401);
        assertThat(status(compact("RS512", FIRST.getPrivateKey(), claims(all -> {}))))
                .isEqualTo(401);
        assertThat(status(valid.substring(0, valid.lastIndexOf('.') + 1))).isEqualTo(401);
    }

    @Test
    void users_of_our_own_are_not_let_in_and_services_are_not_made_by_the_provider() throws Exception {
        assertThat(status(Tokens.mint(secrets, "root", Set.of("admin"), null))).isEqualTo(401);
        assertThat(status(Tokens.mint(secrets, "service:query", Set.of("customers:read"), null)))
                .isEqualTo(403);
        assertThat(status(signed(FIRST, claims -> roles(claims, "customers:read", "keys:reveal"))))
                .isEqualTo(403);
    }

    private static void roles(JwtClaims claims, String... roles) {
        claims.setClaim("realm_access", Map.of("roles", List.of(roles)));
    }

    private JwtClaims claims(Consumer<JwtClaims> changed) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setSubject("5f1c");
        claims.setAudience("aegis");
        claims.setExpirationTimeMinutesInTheFuture(5);
        roles(claims, "admin", "offline_access");
        changed.accept(claims);
        return claims;
    }

    private String signed(RsaJsonWebKey key, Consumer<JwtClaims> changed) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKey(key.getPrivateKey());
        signature.setPayload(claims(changed).toJson());
        return signature.getCompactSerialization();
    }

    private static String compact(String algorithm, Key key, JwtClaims claims) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setKeyIdHeaderValue(FIRST.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        signature.setDoKeyValidation(false);
        signature.setPayload(claims.toJson());
        return signature.getCompactSerialization();
    }

    private void publish(RsaJsonWebKey... keys) throws Exception {
        http.send(
                HttpRequest.newBuilder(URI.create(issuer + "/keys"))
                        .PUT(HttpRequest.BodyPublishers.ofString(
                                new JsonWebKeySet(keys).toJson(), StandardCharsets.UTF_8))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private int status(String token) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(deadLetters)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (org.jose4j.lang.JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
