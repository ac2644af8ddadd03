package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Signs the tokens that the services accept: RS256, issuer "aegis". Each request checks one, and an RSA signature costs an
 * eighth of an elliptic curve's to check.
 */
public final class Tokens {
    private Tokens() {}

    /**
     * A user's token, good for a day.
     *
     * @param groups roles: customer, agent, success-manager, approver, admin, auditor
     * @param customer the customer id, for role customer
     */
    public static String mint(Path secrets, String subject, Set<String> groups, @Nullable String customer) {
        return mint(secrets, subject, groups, customer, Duration.ofDays(1));
    }

    /** The same, of a login that can be ended. */
    public static String ofLogin(Path secrets, String subject, Set<String> groups, String login) {
        JwtClaims claims = claims(subject, groups, null, Duration.ofDays(1));
        claims.setStringClaim("login", login);
        return signed(secrets, claims);
    }

    static String mint(Path secrets, String subject, Set<String> groups, @Nullable String customer, Duration validFor) {
        return signed(secrets, claims(subject, groups, customer, validFor));
    }

    private static JwtClaims claims(String subject, Set<String> groups, @Nullable String customer, Duration validFor) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("aegis");
        claims.setSubject(subject);
        claims.setStringListClaim("groups", new TreeSet<>(groups).toArray(String[]::new));
        claims.setIssuedAtToNow();
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + validFor.toSeconds()));
        claims.setGeneratedJwtId();
        if (customer != null) {
            claims.setStringClaim("customer", customer);
        }
        return claims;
    }

    private static String signed(Path secrets, JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims.toJson());
        signature.setKey(privateKey(secrets.resolve("jwt-private.pem")));
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
    }

    private static PrivateKey privateKey(Path pem) {
        try {
            String body =
                    Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new LocalFailure(pem + " holds no PKCS8 RSA key", e);
        }
    }
}
