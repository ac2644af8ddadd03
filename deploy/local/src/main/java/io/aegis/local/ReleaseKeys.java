package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The gate's keys, newest first: Ed25519, as JWK sets. The first of the private ones signs; agents believe every public
 * one.
 */
public record ReleaseKeys(List<PublicJsonWebKey> keys) {
    public static final String PRIVATE = "release-keys.json";
    public static final String PUBLIC = "release-keys-public.json";

    /** A release is good for minutes, so the key before the present one is all that has to be remembered. */
    private static final int REMEMBERED = 2;

    public ReleaseKeys {
        keys = List.copyOf(keys);
    }

    static ReleaseKeys none() {
        return new ReleaseKeys(List.of());
    }

    public static ReleaseKeys read(Path secrets) {
        try {
            return new ReleaseKeys(new JsonWebKeySet(Files.readString(secrets.resolve(PRIVATE)))
                    .getJsonWebKeys().stream().map(PublicJsonWebKey.class::cast).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JoseException e) {
            throw new LocalFailure(secrets.resolve(PRIVATE) + " is no JWK set of private keys", e);
        }
    }

    /** The same with a new key that signs from now on; the oldest are forgotten. */
    ReleaseKeys rotated() {
        try {
            PublicJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256").substring(0, 12));
            key.setAlgorithm(AlgorithmIdentifiers.EDDSA);
            key.setUse("sig");
            return new ReleaseKeys(Stream.concat(Stream.of(key), keys.stream())
                    .limit(REMEMBERED)
                    .toList());
        } catch (JoseException e) {
            throw new LocalFailure("this JDK has no Ed25519 keys", e);
        }
    }

    String json(OutputControlLevel level) {
        return new JsonWebKeySet(List.<JsonWebKey>copyOf(keys)).toJson(level);
    }

    /** As the gate signs: a JWS in compact form with its content left out. */
    public String sign(byte[] terms) {
        JsonWebSignature jws = new JsonWebSignature();
        PublicJsonWebKey key = keys.getFirst();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setKey(key.getPrivateKey());
        jws.setPayloadBytes(terms);
        try {
            return jws.getDetachedContentCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign a release", e);
        }
    }
}
