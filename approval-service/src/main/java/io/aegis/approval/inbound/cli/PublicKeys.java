package io.aegis.approval.inbound.cli;

import io.aegis.approval.domain.AuditCheck;
import io.aegis.approval.domain.AuditCheck.Signed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** The gate's public keys, a JWK set in a file: all that is needed to check what it signed. */
record PublicKeys(List<JsonWebKey> keys) implements AuditCheck.Signatures {
    PublicKeys {
        keys = List.copyOf(keys);
    }

    /** @throws Failure when there are none */
    static PublicKeys read(Path file) {
        try {
            return new PublicKeys(new JsonWebKeySet(Files.readString(file)).getJsonWebKeys());
        } catch (IOException | JoseException e) {
            throw new Failure(file + " is no file with public keys; name it with --keys", e);
        }
    }

    @Override
    public Signed check(byte[] content, String signature) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(
                    new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
            jws.setCompactSerialization(signature);
            jws.setPayload(new String(
                    content, StandardCharsets.UTF_8)); // setPayloadBytes would leave the empty content in place
            for (JsonWebKey key : keys) {
                if (key.getKeyId().equals(jws.getKeyIdHeaderValue())) {
                    jws.setKey(key.getKey());
                    return jws.verifySignature() ? Signed.GOOD : Signed.FORGED;
                }
            }
            return Signed.UNKNOWN;
        } catch (JoseException e) {
            return Signed.FORGED;
        }
    }
}
