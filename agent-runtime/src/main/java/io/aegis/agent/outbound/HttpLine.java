package io.aegis.agent.outbound;

import io.aegis.messaging.NotNow;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** A {@link Line} to a system that is spoken to in plain HTTP. Redirects are not followed: they would carry the key along. */
public final class HttpLine {
    private final HttpClient http;
    private final Duration timeout;
    private final Line line;

    /** @param timeout of one call, from the connection to the last byte */
    public HttpLine(String system, Duration timeout, Clock clock) {
        this(new Line(system, clock), timeout, HttpClient.newBuilder());
    }

    /** @param trusted who vouches for the system */
    public HttpLine(String system, Duration timeout, Clock clock, SSLContext trusted) {
        this(new Line(system, clock), timeout, HttpClient.newBuilder().sslContext(trusted));
    }

    private HttpLine(Line line, Duration timeout, HttpClient.Builder http) {
        this.line = line;
        this.timeout = timeout;
        this.http = http.version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2).compareTo(timeout) < 0 ? Duration.ofSeconds(2) : timeout)
                .build();
    }

    /**
     * The answer, done or refused.
     *
     * @throws io.aegis.messaging.NotSent when the request did not leave
     * @throws NotNow when there is no answer, or one that says later
     */
    public HttpResponse<byte[]> send(HttpRequest.Builder request) {
        return line.call(() -> {
            HttpResponse<byte[]> response;
            try {
                response = http.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofByteArray());
            } catch (IOException e) {
                throw line.unanswered(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NotNow("stopping");
            }
            if (Line.isLater(response.statusCode())) {
                throw line.later(response.statusCode(), response.headers().firstValue("Retry-After"));
            }
            return response;
        });
    }
}
