package io.aegis.approval.outbound.signing;

import io.aegis.approval.ApprovalConfig;
import io.aegis.approval.application.ReleaseSigner;
import io.aegis.messaging.NotNow;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Signs with the first key of a file, by Ed25519: of what the JDK has, signing and checking together cost least (ADR 029).
 * The file is read again when it has changed.
 */
@ApplicationScoped
class ReleaseKeys implements ReleaseSigner {
    private final Path file;
    private volatile @Nullable Signing signing;

    ReleaseKeys(ApprovalConfig config) {
        this.file = config.releaseKeys();
    }

    private record Signing(FileTime written, PublicJsonWebKey key) {}

    @Override
    public String sign(byte[] terms) {
        try {
            PublicJsonWebKey key = key();
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
            jws.setKeyIdHeaderValue(key.getKeyId());
            jws.setKey(key.getPrivateKey());
            jws.setPayloadBytes(terms);
            return jws.getDetachedContentCompactSerialization();
        } catch (IOException | JoseException e) {
            throw new NotNow("the key that signs releases cannot be read");
        }
    }

    private PublicJsonWebKey key() throws IOException, JoseException {
        FileTime written = Files.getLastModifiedTime(file);
        Signing now = signing;
        if (now == null || !now.written.equals(written)) {
            now = new Signing(written, (PublicJsonWebKey)
                    new JsonWebKeySet(Files.readString(file)).getJsonWebKeys().getFirst());
            signing = now;
        }
        return now.key;
    }
}
