package io.aegis.approval.domain;

import io.aegis.contracts.Json;
import io.aegis.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where chains end, signed. Seals are a chain themselves: each names the hash of the one before, so that the last one vouches
 * for all. What is signed has only a hash of each end, so that one customer's audit can be shown without the others' names.
 *
 * @param content the {@link Content} in JSON, byte for byte as it was signed
 * @param ends what the hashes in it are of, in the same order; in an excerpt some of them
 * @param signature a JWS in compact form with its content left out
 */
public record AuditSeal(long number, String content, List<AuditChain.Head> ends, String signature) {
    public AuditSeal {
        ends = List.copyOf(ends);
    }

    /**
     * @param previous hash of the seal before; zeros for the first
     * @param ends a hash of each end
     */
    public record Content(long number, String previous, Instant at, List<String> ends) {
        public Content {
            ends = List.copyOf(ends);
        }
    }

    private static final String NONE = "0".repeat(64);

    /** @param sign the signature over bytes */
    public static AuditSeal next(
            @Nullable AuditSeal before, List<AuditChain.Head> ends, Instant at, Function<byte[], String> sign) {
        long number = before == null ? 1 : before.number + 1;
        String content = Json.text(new Content(
                number,
                before == null ? NONE : before.hash(),
                at,
                ends.stream().map(AuditSeal::hash).toList()));
        return new AuditSeal(number, content, ends, sign.apply(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** With the next seal it vouches for this one, signature and all. */
    public String hash() {
        return Sha256.hex(String.valueOf(number), "\n", content, "\n", signature);
    }

    static String hash(AuditChain.Head end) {
        return Sha256.hex(end.customer().value(), "\n", String.valueOf(end.position()), "\n", end.hash());
    }
}
