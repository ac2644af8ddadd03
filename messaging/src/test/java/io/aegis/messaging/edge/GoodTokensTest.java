package io.aegis.messaging.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;

class GoodTokensTest {
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");

    private Instant now = START;
    private Instant ends = START.plusSeconds(3600);
    private final List<String> checked = new ArrayList<>();
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final GoodTokens tokens = new GoodTokens(clock);

    @Test
    void a_good_token_is_checked_once_a_minute() throws Exception {
        JWTCallerPrincipal first = tokens.caller("a", this::good);
        now = START.plusSeconds(59);
        assertThat(tokens.caller("a", this::good)).isSameAs(first);
        now = START.plusSeconds(60);
        tokens.caller("a", this::good);

        assertThat(checked).containsExactly("a", "a");
    }

    @Test
    void another_token_is_another_callers() throws Exception {
        JWTCallerPrincipal one = tokens.caller("a", this::good);

        assertThat(tokens.caller("b", this::good).getName()).isEqualTo("b");
        assertThat(one.getName()).isEqualTo("a");
    }

    @Test
    void one_that_has_run_out_is_checked_again() throws Exception {
        ends = START.plusSeconds(10);
        tokens.caller("a", this::good);
        now = ends;

        assertThatThrownBy(() -> tokens.caller("a", GoodTokensTest::refused)).isInstanceOf(ParseException.class);
    }

    @Test
    void a_refused_one_is_never_remembered() throws Exception {
        assertThatThrownBy(() -> tokens.caller("a", GoodTokensTest::refused)).isInstanceOf(ParseException.class);

        assertThat(tokens.caller("a", this::good).getName()).isEqualTo("a");
        assertThat(checked).containsExactly("a");
    }

    @Test
    void it_remembers_no_more_than_so_many() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i <= GoodTokens.MOST; i++) {
                tokens.caller("token-" + i, this::good);
            }
        }

        assertThat(checked).hasSizeGreaterThan(GoodTokens.MOST + 1);
    }

    private JWTCallerPrincipal good(String token) {
        checked.add(token);
        JwtClaims claims = new JwtClaims();
        claims.setSubject(token);
        claims.setExpirationTime(NumericDate.fromSeconds(ends.getEpochSecond()));
        return new DefaultJWTCallerPrincipal(claims);
    }

    private static JWTCallerPrincipal refused(String token) throws ParseException {
        throw new ParseException("no good token");
    }
}
