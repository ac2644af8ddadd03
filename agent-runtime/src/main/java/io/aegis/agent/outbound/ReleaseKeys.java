package io.aegis.agent.outbound;

import io.aegis.agent.AgentConfig;
import io.aegis.agent.application.ReleaseSignatures;
import io.aegis.messaging.NotNow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Key;
import java.util.Map;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The gate's public keys, a JWK set in a file. A signature names its key; for one that is not known the file is read again
 * when it has changed, so a new key needs no restart, and a key that was taken out of it is not believed any more.
 */
@ApplicationScoped
class ReleaseKeys implements ReleaseSignatures {
    private static final AlgorithmConstraints ED_DSA =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

    private final Path file;
    private volatile @Nullable Known known;

    @Inject
    ReleaseKeys(AgentConfig config) {
        this(config.releaseKeys());
    }

    ReleaseKeys(Path file) {
        this.file = file;
    }

    private record Known(FileTime written, Map<String, Key> keys) {}

    @Override
    public boolean genuine(String signature, byte[] terms) {
        Map<String, Key> keys = keys();
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(ED_DSA);
            jws.setCompactSerialization(signature);
            jws.setPayload(new String(
                    terms, StandardCharsets.UTF_8)); // setPayloadBytes would leave the empty content in place
            Key key = keys.get(String.valueOf(jws.getKeyIdHeaderValue()));
            if (key == null) {
                return false;
            }
            jws.setKey(key);
            return jws.verifySignature();
        } catch (JoseException e) {
            return false; // it is no signature at all
        }
    }

    private Map<String, Key> keys() {
        try {
            FileTime written = Files.getLastModifiedTime(file);
            Known now = known;
            if (now == null || !now.written.equals(written)) {
                now = new Known(
                        written,
                        new JsonWebKeySet(Files.readString(file))
                                .getJsonWebKeys().stream()
                                        .collect(Collectors.toMap(JsonWebKey::getKeyId, JsonWebKey::getKey)));
                known = now;
            }
            return now.keys;
        } catch (IOException | JoseException e) {
            throw new NotNow("the gate's public keys cannot be read");
        }
    }
}
