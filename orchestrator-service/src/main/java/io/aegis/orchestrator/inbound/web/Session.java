package io.aegis.orchestrator.inbound.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets browsers in by a cookie that holds the user's token, on pages only. The JSON API knows no cookie, so no other site can
 * use it in a user's name.
 *
 * <p>On pages, against forged requests: the cookie is SameSite=Strict, but a port does not make a site, so whatever listens on
 * another port of this host is the same site. Therefore what changes something must also come from this very origin, by
 * Sec-Fetch-Site, or by Origin where a browser does not send that. Who sends neither is no browser, and has no cookie.
 */
@ApplicationScoped
class Session {
    static final String COOKIE = "aegis-session";

    private static final int BEFORE_AUTHENTICATION = 250;
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    void install(@Observes Filters filters) {
        filters.register(this::filter, BEFORE_AUTHENTICATION);
    }

    /** Everything but the API for programs. */
    static boolean page(String path) {
        return !path.startsWith("/api/") && !path.startsWith("/q/");
    }

    static Cookie holding(String token, long seconds, boolean secure) {
        return Cookie.cookie(COOKIE, token)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secure)
                .setMaxAge(seconds);
    }

    private void filter(RoutingContext context) {
        String path = context.normalizedPath();
        if (!page(path)) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        if (!SAFE.contains(request.method()) && !fromHere(request)) {
            context.response().setStatusCode(403).end("This request came from another site.");
            return;
        }
        boolean open = path.equals("/login") || path.startsWith("/login/") || path.equals("/logout");
        if (!open) {
            Cookie cookie = request.getCookie(COOKIE);
            if (cookie != null && !request.headers().contains(HttpHeaders.AUTHORIZATION)) {
                request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + cookie.getValue());
            }
            context.addHeadersEndHandler(sent -> leadToLogin(context));
        }
        context.next();
    }

    private static boolean fromHere(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || authority(origin).equals(request.getHeader(HttpHeaders.HOST));
    }

    /** Empty for what is none, such as the origin "null". */
    private static String authority(String origin) {
        try {
            @Nullable String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** A person without a valid token gets to the login page; a script is told so, and goes there itself. */
    private static void leadToLogin(RoutingContext context) {
        if (context.response().getStatusCode() != 401) {
            return;
        }
        context.response().headers().remove("WWW-Authenticate");
        if (context.request().headers().contains("HX-Request")) {
            context.response().putHeader("HX-Redirect", "/login");
        } else if (String.valueOf(context.request().getHeader(HttpHeaders.ACCEPT))
                .contains("text/html")) {
            context.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, "/login");
        }
    }
}
