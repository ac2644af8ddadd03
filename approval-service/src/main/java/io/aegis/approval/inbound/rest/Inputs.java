package io.aegis.approval.inbound.rest;

import io.aegis.approval.domain.Approval.Approver;
import io.aegis.approval.domain.Approval.Closing;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import java.util.function.Function;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** What callers give, held against its bounds. */
final class Inputs {
    static final int LONGEST_REASON = 500;

    private Inputs() {}

    /** Who calls, by the token's subject: the name under which requesters are known too. */
    static Approver caller(JsonWebToken token) {
        String name = token.getSubject();
        if (name == null || name.isBlank()) {
            throw new ForbiddenException("The token does not say who you are.");
        }
        if (name.equals(Closing.POLICY)) {
            throw new ForbiddenException("In the audit this name stands for nobody.");
        }
        return new Approver(name, token.getGroups());
    }

    static String reason(@Nullable String given) {
        String reason = given == null ? "" : given.strip();
        if (reason.length() > LONGEST_REASON) {
            throw new BadRequestException("A reason has up to " + LONGEST_REASON + " characters.");
        }
        return reason.isEmpty() ? "No reason was given." : reason;
    }

    static String needed(String name, @Nullable String given) {
        if (given == null || given.isBlank()) {
            throw new BadRequestException("'" + name + "' is missing.");
        }
        return reason(given);
    }

    /** What an If-Match header names; absent when there is none, or it takes any. */
    static @Nullable String version(@Nullable String given) {
        return given == null || given.strip().equals("*") ? null : given.strip().replaceAll("^(?:W/)?\"|\"$", "");
    }

    /** The server's own conversion would answer 404 to a malformed filter. */
    static <T> @Nullable T parsed(String name, @Nullable String value, Function<String, T> parse) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new BadRequestException("'" + name + "' is malformed.");
        }
    }
}
