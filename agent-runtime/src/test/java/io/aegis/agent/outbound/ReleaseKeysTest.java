package io.aegis.agent.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.local.LocalSecrets;
import io.aegis.local.ReleaseKeys;
import io.aegis.messaging.NotNow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseKeysTest {
    private static final byte[] TERMS = "{\"action\":\"t-1.1\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    @Test
    void what_the_gate_signed_is_genuine_and_nothing_else() {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));
        var keys = new io.aegis.agent.outbound.ReleaseKeys(secrets.folder().resolve(ReleaseKeys.PUBLIC));
        String signature = ReleaseKeys.read(secrets.folder()).sign(TERMS);
        String strangers = ReleaseKeys.read(
                        LocalSecrets.in(temporary.resolve("strangers")).folder())
                .sign(TERMS);

        assertThat(keys.genuine(signature, TERMS)).isTrue();
        assertThat(keys.genuine(signature, "{\"action\":\"t-1.2\"}".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(keys.genuine(strangers, TERMS)).isFalse();
        assertThat(keys.genuine(signature.substring(0, signature.length() - 4), TERMS))
                .isFalse();
        assertThat(keys.genuine(signature.replace("..", ".e30."), TERMS)).isFalse();
    }

    /** The header of a signature is written by whoever sent it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "..",
                "a.b.c",
                "eyJhbGciOiJub25lIn0..",
                "eyJhbGciOiJIUzI1NiIsImtpZCI6IngifQ..c2ln",
                "eyJhbGciOiJFZERTQSJ9..c2ln"
            })
    void what_is_no_signature_is_not_genuine(String signature) {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));

        assertThat(new io.aegis.agent.outbound.ReleaseKeys(secrets.folder().resolve(ReleaseKeys.PUBLIC))
                        .genuine(signature, TERMS))
                .isFalse();
    }

    @Test
    void a_new_key_is_believed_without_a_restart_and_a_removed_one_no_longer() throws Exception {
        LocalSecrets secrets = LocalSecrets.in(temporary.resolve("secrets"));
        Path file = secrets.folder().resolve(ReleaseKeys.PUBLIC);
        var keys = new io.aegis.agent.outbound.ReleaseKeys(file);
        String first = ReleaseKeys.read(secrets.folder()).sign(TERMS);
        assertThat(keys.genuine(first, TERMS)).isTrue();

        rotate(secrets, file, 1);
        String second = ReleaseKeys.read(secrets.folder()).sign(TERMS);
        assertThat(keys.genuine(second, TERMS)).isTrue();
        assertThat(keys.genuine(first, TERMS)).isTrue();

        rotate(secrets, file, 2);
        assertThat(keys.genuine(first, TERMS)).isFalse();
        assertThat(keys.genuine(second, TERMS)).isTrue();
    }

    @Test
    void without_the_gates_keys_a_release_waits() {
        var keys = new io.aegis.agent.outbound.ReleaseKeys(temporary.resolve("none"));

        assertThatThrownBy(() -> keys.genuine("a.b.c", TERMS)).isInstanceOf(NotNow.class);
    }

    private static void rotate(LocalSecrets secrets, Path file, int minutes) throws Exception {
        secrets.rotateReleaseKey();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60L * minutes)));
    }
}
