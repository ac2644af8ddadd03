package io.aegis.agent.outbound;

import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The way to one outside system: when it does not serve several calls in a row, the next ones are not made for a while, so
 * that the customers who need something else do not stand behind its time-outs. It also has the words for what went wrong:
 * none of them quotes what was sent or answered. Thread-safe.
 */
public final class Line {
    private static final int IN_A_ROW = 5;
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Somebody has to change a key or a right first. */
    private static final Duration LOCKED_OUT = Duration.ofSeconds(30);

    private final String system;
    private final Duration rest;
    private final Clock clock;
    private final CircuitBreaker circuit;

    /** @param system its name, for people */
    public Line(String system, Clock clock) {
        this(system, REST, clock);
    }

    Line(String system, Duration rest, Clock clock) {
        this.system = system;
        this.rest = rest;
        this.clock = clock;
        this.circuit = CircuitBreaker.of(
                system,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(IN_A_ROW)
                        .minimumNumberOfCalls(IN_A_ROW)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(rest)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(failure -> failure instanceof NotNow || failure instanceof NotSent)
                        .build());
    }

    /**
     * Makes the call, unless the system is at rest.
     *
     * @param call {@link NotNow} and {@link NotSent} from it say that the system did not serve it
     * @throws NotSent when the call was not made
     */
    public <T> T call(Supplier<T> call) {
        try {
            return circuit.executeSupplier(call);
        } catch (CallNotPermittedException e) {
            throw new NotSent(system + " does not answer at the moment.", rest);
        }
    }

    /** For a call that failed before there was an answer. */
    public RuntimeException unanswered(Throwable failure) {
        return Stream.iterate(failure, step -> step != null, Throwable::getCause)
                        .limit(10)
                        .anyMatch(Line::leftNothing)
                ? new NotSent(system + " cannot be reached at the moment.", SOON)
                : new NotNow(system + " gave no answer: " + failure.getClass().getSimpleName(), SOON);
    }

    /**
     * For an answer that is neither done nor a refusal: too busy (408, 409, 425, 429), broken (5xx), or somebody has to mend
     * our access (401, 403). Whether something was done is to be looked up.
     *
     * @param retryAfter the header of that name
     */
    public NotNow later(int status, Optional<String> retryAfter) {
        if (status == 401 || status == 403) {
            return new NotNow(
                    "%s does not let us in (%d): look at the key and its rights".formatted(system, status), LOCKED_OUT);
        }
        return new NotNow("%s answered %d".formatted(system, status), pause(retryAfter));
    }

    /** True when {@link #later} is for it. */
    public static boolean isLater(int status) {
        return switch (status) {
            case 401, 403, 408, 425, 429 -> true;
            default -> status >= 500;
        };
    }

    /** In seconds or until a time, within bounds. */
    private Duration pause(Optional<String> retryAfter) {
        Duration told = retryAfter.map(String::strip).map(this::told).orElse(SOON);
        return told.compareTo(LONGEST) > 0 ? LONGEST : told.compareTo(SOON) < 0 ? SOON : told;
    }

    private Duration told(String retryAfter) {
        try {
            return retryAfter.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(
                            clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter)));
        } catch (DateTimeException e) {
            return SOON;
        }
    }

    private static boolean leftNothing(Throwable step) {
        return step instanceof ConnectException
                || step instanceof UnknownHostException
                || step instanceof NoRouteToHostException
                || step instanceof java.net.http.HttpConnectTimeoutException;
    }
}
