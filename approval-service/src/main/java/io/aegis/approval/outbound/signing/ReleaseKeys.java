package io.aegis.approval.outbound.signing;

import io.aegis.approval.ApprovalConfig;
import io.aegis.approval.application.ReleaseSigner;
import io.aegis.messaging.NotNow;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.interfaces.EdECPrivateKey;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jose4j.base64url.Base64Url;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Signs with the first key of a file, by Ed25519: of what the JDK has, signing and checking together cost least (ADR 029).
 * Bouncy Castle computes it, in a tenth of the JDK's time (ADR 048). The file is read again when it has changed.
 */
@ApplicationScoped
class ReleaseKeys implements ReleaseSigner {
    private final Path file;
    private volatile @Nullable Signing signing;

    ReleaseKeys(ApprovalConfig config) {
        this.file = config.releaseKeys();
    }

    /** @param header of every signature by the key, as it stands in each */
    private record Signing(FileTime written, String header, Ed25519PrivateKeyParameters key) {}

    @Override
    public String sign(byte[] terms) {
        Signing with = signing();
        byte[] signed = (with.header + "." + Base64Url.encode(terms)).getBytes(StandardCharsets.US_ASCII);
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, with.key);
        signer.update(signed, 0, signed.length);
        return with.header + ".." + Base64Url.encode(signer.generateSignature());
    }

    private Signing signing() {
        try {
            FileTime written = Files.getLastModifiedTime(file);
            Signing now = signing;
            if (now == null || !now.written.equals(written)) {
                now = read(written);
                signing = now;
            }
            return now;
        } catch (IOException | JoseException e) {
            throw new NotNow("the key that signs releases cannot be read");
        }
    }

    private Signing read(FileTime written) throws IOException, JoseException {
        PublicJsonWebKey first = (PublicJsonWebKey)
                new JsonWebKeySet(Files.readString(file)).getJsonWebKeys().getFirst();
        if (!(first.getPrivateKey() instanceof EdECPrivateKey secret)) {
            throw new JoseException("not a private key for Ed25519");
        }
        Headers header = new Headers();
        header.setStringHeaderValue(HeaderParameterNames.ALGORITHM, AlgorithmIdentifiers.EDDSA);
        header.setStringHeaderValue(HeaderParameterNames.KEY_ID, first.getKeyId());
        return new Signing(
                written,
                header.getEncodedHeader(),
                new Ed25519PrivateKeyParameters(secret.getBytes().orElseThrow()));
    }
}
