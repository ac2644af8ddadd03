package io.aegis.messaging.edge;

import io.aegis.messaging.EndedLogins;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Clock;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens count. Without an identity provider: our own, for users and services. With one: the provider's for users and
 * for nothing else, our own for services and for nothing else. What names a login of ours that has ended counts no more.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class Issuers extends JWTCallerPrincipalFactory {
    /** Of people. */
    public static final Set<String> ROLES =
            Set.of("customer", "agent", "success-manager", "approver", "admin", "auditor");

    /** Tells who claims to have made a token. It believes nothing: what it says only picks who checks the token. */
    private static final JwtConsumer UNCHECKED = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    private final JWTCallerPrincipalFactory own = new DefaultJWTCallerPrincipalFactory();
    private final GoodTokens good;
    private final EndedLogins ended;
    private final @Nullable IdentityProvider provider;

    Issuers(IdentityConfig config, EndedLogins ended, Clock clock) {
        this.good = new GoodTokens(clock);
        this.ended = ended;
        this.provider = config.oidcUrl()
                .map(issuer -> new IdentityProvider(issuer, config.oidcAudience(), config.oidcRoles()))
                .orElse(null);
    }

    /** Whether users log in elsewhere. */
    public boolean usersAreElsewhere() {
        return provider != null;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ours) throws ParseException {
        if (provider == null) {
            return own(token, ours);
        }
        if (Objects.equals(issuer(token), ours.getIssuedBy())) {
            JWTCallerPrincipal service = own(token, ours);
            if (!Collections.disjoint(service.getGroups(), ROLES)) {
                throw new ParseException("users' tokens are made by the identity provider");
            }
            return service;
        }
        JwtClaims claims = provider.verified(token);
        claims.setStringListClaim(
                "groups",
                provider.roles(claims).stream().filter(ROLES::contains).toList());
        // Names can be changed and given to somebody else; four eyes are told apart by what cannot.
        claims.unsetClaim("upn");
        claims.unsetClaim("preferred_username");
        claims.setClaim("raw_token", token);
        return new DefaultJWTCallerPrincipal(claims);
    }

    private JWTCallerPrincipal own(String token, JWTAuthContextInfo ours) throws ParseException {
        JWTCallerPrincipal caller = good.caller(token, unknown -> own.parse(unknown, ours));
        if (ended.endOf(caller).getAsBoolean()) {
            throw new ParseException("the login has ended");
        }
        return caller;
    }

    private static @Nullable String issuer(String token) throws ParseException {
        try {
            return UNCHECKED.processToClaims(token).getIssuer();
        } catch (InvalidJwtException | MalformedClaimException e) {
            throw new ParseException("not a token", e);
        }
    }
}
