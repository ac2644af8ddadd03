package io.aegis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretsTest {
    @TempDir
    Path temporary;

    @Test
    void a_users_token_verifies_with_the_public_key_and_carries_role_and_customer() throws Exception {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));

        JwtClaims claims =
                verify(secrets.folder(), Tokens.mint(secrets.folder(), "trial", Set.of("customer"), "demo-trial"));

        assertThat(claims.getSubject()).isEqualTo("trial");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("customer");
        assertThat(claims.getStringClaimValue("customer")).isEqualTo("demo-trial");
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
                .isEqualTo(24 * 3600);
    }

    @Test
    void each_service_has_an_identity_for_three_months_that_says_what_it_may_do() throws Exception {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));

        for (Service service : Service.values()) {
            JwtClaims claims = verify(secrets.folder(), secrets.serviceToken(service));
            assertThat(claims.getSubject()).isEqualTo("service:" + service.id());
            assertThat(claims.getStringListClaimValue("groups")).containsExactlyInAnyOrderElementsOf(service.grants());
            assertThat(claims.getExpirationTime().getValue()
                            - claims.getIssuedAt().getValue())
                    .isEqualTo(90L * 24 * 3600);
        }
    }

    @Test
    void a_second_start_changes_nothing_but_identities() throws Exception {
        LocalSecrets.in(temporary.resolve("secrets"));
        List<String> before = contents();

        LocalSecrets.in(temporary.resolve("secrets"));

        assertThat(contents()).isEqualTo(before).hasSize(8);
    }

    @Test
    void what_the_last_key_signed_is_believed_after_a_new_one_came_and_not_for_ever() throws Exception {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));
        String before = ReleaseKeys.read(secrets.folder()).keys().getFirst().getKeyId();

        secrets.rotateReleaseKey();
        assertThat(publicKeys(secrets)).hasSize(2).last().isEqualTo(before);
        secrets.rotateReleaseKey();

        assertThat(publicKeys(secrets)).hasSize(2).doesNotContain(before);
        assertThat(Files.readString(secrets.folder().resolve(ReleaseKeys.PUBLIC)))
                .doesNotContain("\"d\"");
    }

    private static List<String> publicKeys(LocalSecrets secrets) throws Exception {
        return new JsonWebKeySet(Files.readString(secrets.folder().resolve(ReleaseKeys.PUBLIC)))
                .getJsonWebKeys().stream().map(JsonWebKey::getKeyId).toList();
    }

    @Test
    void the_first_admins_password_is_shown_once_and_never_made_again() {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));

        assertThat(secrets.adminPasswordOnce()).hasSize(20);
        assertThat(secrets.adminPasswordOnce()).isEmpty();
        assertThat(LocalSecrets.in(secrets.folder()).adminPasswordOnce()).isEmpty();
    }

    @Test
    void renewed_identities_differ_from_those_before() {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));
        String before = secrets.serviceToken(Service.QUERY);

        secrets.renewIdentities();

        assertThat(secrets.serviceToken(Service.QUERY)).isNotEqualTo(before);
    }

    @Test
    void nobody_else_reads_them() throws Exception {
        Path folder = LocalSecrets.in(temporary.resolve("secrets")).folder();

        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    private List<String> contents() throws Exception {
        try (Stream<Path> paths = Files.walk(temporary)) {
            List<Path> files = paths.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".jwt"))
                    .sorted()
                    .toList();
            return files.stream().map(LocalSecretsTest::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return file.getFileName() + " " + Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JwtClaims verify(Path secrets, String token) throws Exception {
        String pem = Files.readString(secrets.resolve("jwt-public.pem"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setExpectedIssuer("aegis")
                .setRequireExpirationTime()
                .setRequireSubject()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .build()
                .processToClaims(token);
    }
}
