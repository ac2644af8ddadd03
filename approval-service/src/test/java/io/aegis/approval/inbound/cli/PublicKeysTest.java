package io.aegis.approval.inbound.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.approval.domain.AuditCheck.Signed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class PublicKeysTest {
    private static final byte[] CONTENT = "{\"number\":1}".getBytes(StandardCharsets.UTF_8);

    @Test
    void tells_a_good_signature_from_a_forged_one_and_from_one_it_cannot_judge() throws JoseException {
        OctetKeyPairJsonWebKey ours = key("k1");
        OctetKeyPairJsonWebKey thiefs = key("k1");
        PublicKeys keys = new PublicKeys(
                List.of(JsonWebKey.Factory.newJwk(ours.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))));

        assertThat(keys.check(CONTENT, signed(ours))).isEqualTo(Signed.GOOD);
        assertThat(keys.check("{\"number\":2}".getBytes(StandardCharsets.UTF_8), signed(ours)))
                .isEqualTo(Signed.FORGED);
        assertThat(keys.check(CONTENT, signed(thiefs))).isEqualTo(Signed.FORGED);
        assertThat(keys.check(CONTENT, "no signature")).isEqualTo(Signed.FORGED);
        assertThat(keys.check(CONTENT, signed(key("k2")))).isEqualTo(Signed.UNKNOWN);
    }

    private static OctetKeyPairJsonWebKey key(String id) throws JoseException {
        OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
        key.setKeyId(id);
        return key;
    }

    private static String signed(OctetKeyPairJsonWebKey key) throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setKey(key.getPrivateKey());
        jws.setPayloadBytes(CONTENT);
        return jws.getDetachedContentCompactSerialization();
    }
}
