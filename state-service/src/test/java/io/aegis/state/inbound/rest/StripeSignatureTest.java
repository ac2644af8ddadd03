package io.aegis.state.inbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is proven here is proven to Stripe's own library, and the other way round. */
class StripeSignatureTest {
    private static final Instant NOW = Instant.parse("2026-05-04T12:00:00Z");
    private static final String SECRET = "whsec_one";
    private static final String BODY = "{\"id\":\"evt_1\",\"name\":\"Zoë \\ud83d\\ude00 €\"}";

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 299, 300})
    void a_signature_of_the_last_five_minutes_proves(long age) throws GeneralSecurityException {
        String header = signed(SECRET, NOW.getEpochSecond() - age, BODY);

        assertThat(proves(header, BODY, SECRET)).isTrue();
        assertThat(oracle(header, BODY, SECRET)).isTrue();
    }

    @Test
    void an_older_one_does_not() throws GeneralSecurityException {
        String header = signed(SECRET, NOW.getEpochSecond() - 301, BODY);

        assertThat(proves(header, BODY, SECRET)).isFalse();
        assertThat(oracle(header, BODY, SECRET)).isFalse();
    }

    @Test
    void nor_does_one_from_the_future() throws GeneralSecurityException {
        assertThat(proves(signed(SECRET, NOW.getEpochSecond() + 301, BODY), BODY, SECRET))
                .isFalse();
    }

    @Test
    void another_secret_or_a_signature_that_somebody_made_up_does_not() throws GeneralSecurityException {
        long time = NOW.getEpochSecond();

        for (String header : List.of(
                signed("whsec_two", time, BODY),
                "t=" + time + ",v1=" + "0".repeat(64),
                "t=" + time + ",v1=",
                "t=" + time)) {
            assertThat(proves(header, BODY, SECRET)).as(header).isFalse();
            assertThat(oracle(header, BODY, SECRET)).as(header).isFalse();
        }
    }

    @Test
    void a_body_that_differs_in_one_byte_does_not() throws GeneralSecurityException {
        String header = signed(SECRET, NOW.getEpochSecond(), BODY);
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= 1;

            assertThat(StripeSignature.read(header).proves(changed, List.of(SECRET), NOW))
                    .as("byte %d", i)
                    .isFalse();
        }
    }

    @Test
    void one_right_signature_among_several_is_enough() throws GeneralSecurityException {
        long time = NOW.getEpochSecond();
        String right = signed(SECRET, time, BODY).substring(("t=" + time + ",").length());
        String header = "t=" + time + ",v1=" + "f".repeat(64) + "," + right + ",v0=abc";

        assertThat(proves(header, BODY, SECRET)).isTrue();
        assertThat(oracle(header, BODY, SECRET)).isTrue();
    }

    @Test
    void while_a_secret_is_replaced_either_proves() throws GeneralSecurityException {
        String header = signed("whsec_two", NOW.getEpochSecond(), BODY);

        assertThat(StripeSignature.read(header)
                        .proves(BODY.getBytes(StandardCharsets.UTF_8), List.of(SECRET, "whsec_two"), NOW))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "t=", "t=x,v1=y", "v1=00", "t=99999999999999999999,v1=00", "t=-1,v1=00", "nonsense"})
    void nonsense_does_not(String header) {
        assertThat(proves(header, BODY, SECRET)).isFalse();
    }

    private static boolean proves(String header, String body, String secret) {
        return StripeSignature.read(header).proves(body.getBytes(StandardCharsets.UTF_8), List.of(secret), NOW);
    }

    private static boolean oracle(String header, String body, String secret) {
        try {
            return Webhook.Signature.verifyHeader(body, header, secret, 300, Clock.fixed(NOW, ZoneOffset.UTC));
        } catch (SignatureVerificationException e) {
            return false;
        }
    }

    private static String signed(String secret, long time, String body) throws GeneralSecurityException {
        return "t=" + time + ",v1=" + Webhook.Util.computeHmacSha256(secret, time + "." + body);
    }
}
