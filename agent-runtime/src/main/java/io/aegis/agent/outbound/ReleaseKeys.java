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
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jose4j.base64url.Base64Url;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The gate's public keys, a JWK set in a file. A signature names its key; for one that is not known the file is read again
 * when it has changed, so a new key needs no restart, and a key that was taken out of it is not believed any more. Bouncy
 * Castle checks, in a tenth of the JDK's time (ADR 048).
 */
@ApplicationScoped
class ReleaseKeys implements ReleaseSignatures {
    private final Path file;
    private volatile @Nullable Known known;

    @Inject
    ReleaseKeys(AgentConfig config) {
        this(config.releaseKeys());
    }

    ReleaseKeys(Path file) {
        this.file = file;
    }

    private record Known(FileTime written, Map<String, Ed25519PublicKeyParameters> keys) {}

    @Override
    public boolean genuine(String signature, byte[] terms) {
        Map<String, Ed25519PublicKeyParameters> keys = keys();
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setCompactSerialization(signature);
            Ed25519PublicKeyParameters key = keys.get(String.valueOf(jws.getKeyIdHeaderValue()));
            return key != null
                    && AlgorithmIdentifiers.EDDSA.equals(jws.getAlgorithmHeaderValue())
                    && jws.getHeaders().getObjectHeaderValue(HeaderParameterNames.CRITICAL)
                            == null // would ask for more checks
                    && jws.getEncodedPayload().isEmpty()
                    && signed(
                            jws.getHeaders().getEncodedHeader() + "." + Base64Url.encode(terms),
                            Base64Url.decode(jws.getEncodedSignature()),
                            key);
        } catch (JoseException e) {
            return false; // it is no signature at all
        }
    }

    private static boolean signed(String content, byte[] signature, Ed25519PublicKeyParameters key) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        Ed25519Signer check = new Ed25519Signer();
        check.init(false, key);
        check.update(bytes, 0, bytes.length);
        return check.verifySignature(signature);
    }

    private Map<String, Ed25519PublicKeyParameters> keys() {
        try {
            FileTime written = Files.getLastModifiedTime(file);
            Known now = known;
            if (now == null || !now.written.equals(written)) {
                now = new Known(
                        written,
                        new JsonWebKeySet(Files.readString(file))
                                .getJsonWebKeys().stream()
                                        .filter(ReleaseKeys::isEd25519)
                                        .collect(Collectors.toMap(JsonWebKey::getKeyId, ReleaseKeys::key)));
                known = now;
            }
            return now.keys;
        } catch (IOException | JoseException e) {
            throw new NotNow("the gate's public keys cannot be read");
        }
    }

    private static boolean isEd25519(JsonWebKey key) {
        return key instanceof OctetKeyPairJsonWebKey pair
                && OctetKeyPairJsonWebKey.SUBTYPE_ED25519.equals(pair.getSubtype());
    }

    private static Ed25519PublicKeyParameters key(JsonWebKey key) {
        Object point = key.toParams(OutputControlLevel.PUBLIC_ONLY).get(OctetKeyPairJsonWebKey.PUBLIC_KEY_MEMBER_NAME);
        return new Ed25519PublicKeyParameters(Base64Url.decode(String.valueOf(point)));
    }
}
