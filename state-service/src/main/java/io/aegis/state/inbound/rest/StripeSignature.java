package io.aegis.state.inbound.rest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Stripe-Signature: t=<seconds>,v1=<hex>,...}. A signature is HMAC-SHA256 of {@code <t>.<body>} under one
 * of the endpoint's secrets; while a secret is replaced there are several. Other schemes than v1 are passed over.
 */
record StripeSignature(@Nullable String time, List<String> signatures) {
    private static final Duration TOLERANCE = Duration.ofSeconds(300);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");
    private static final int MOST = 20;

    StripeSignature {
        signatures = List.copyOf(signatures);
    }

    static StripeSignature read(String header) {
        String time = null;
        List<String> signatures = new ArrayList<>();
        for (String part : header.split(",", MOST)) {
            String text = part.strip();
            if (text.startsWith("t=") && time == null) {
                time = text.substring(2);
            } else if (text.startsWith("v1=")) {
                signatures.add(text.substring(3));
            }
        }
        return new StripeSignature(time, signatures);
    }

    /** Whether one of the secrets signed the body, as it came, at most five minutes ago. Compares in constant time. */
    boolean proves(byte[] body, List<String> secrets, Instant now) {
        if (time == null
                || !SECONDS.matcher(time).matches()
                || Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                                .abs()
                                .compareTo(TOLERANCE)
                        > 0) {
            return false;
        }
        boolean proven = false;
        for (String secret : secrets) {
            byte[] expected = HexFormat.of().formatHex(hmac(secret, time, body)).getBytes(StandardCharsets.US_ASCII);
            for (String signature : signatures) {
                proven |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
            }
        }
        return proven;
    }

    private static byte[] hmac(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
