package io.aegis.messaging.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.aegis.contracts.Sha256;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tokens that were found good less than a minute ago, by their hashes: to check one costs more than most requests, and
 * services send the same one with each. One that has run out is checked like a new one. Thread-safe.
 */
final class GoodTokens {
    static final Duration GOOD_FOR = Duration.ofMinutes(1);
    static final int MOST = 1_000;

    private final Cache<String, Good> known =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();
    private final Clock clock;

    GoodTokens(Clock clock) {
        this.clock = clock;
    }

    private record Good(JWTCallerPrincipal caller, Instant until) {}

    interface Check {
        JWTCallerPrincipal of(String token) throws ParseException;
    }

    /** @param check what finds out whether a token is good; what it refuses is asked again each time */
    JWTCallerPrincipal caller(String token, Check check) throws ParseException {
        String hash = Sha256.hex(token);
        Instant now = clock.instant();
        Good good = known.getIfPresent(hash);
        if (good != null && now.isBefore(good.until)) {
            return good.caller;
        }
        JWTCallerPrincipal caller = check.of(token);
        Instant end = Instant.ofEpochSecond(caller.getExpirationTime());
        Instant again = now.plus(GOOD_FOR);
        known.put(hash, new Good(caller, end.isBefore(again) ? end : again));
        return caller;
    }
}
