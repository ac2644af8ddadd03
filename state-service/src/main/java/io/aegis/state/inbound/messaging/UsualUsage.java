package io.aegis.state.inbound.messaging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Json;
import io.aegis.contracts.UsageRecorded;
import io.aegis.contracts.WireTime;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads calls token by token, without reflection: thousands come a second, and nothing else costs as much of each. What is in
 * any way unusual is left to {@link Json}, which alone decides what is a fault and how it is called.
 */
final class UsualUsage {
    private static final JsonFactory JSON = Json.mapper().getFactory();
    private static final int ABSENT = -1;

    private UsualUsage() {}

    /** Null for what takes a closer look. */
    static @Nullable UsageRecorded read(byte[] data) {
        String customer = null;
        String environment = null;
        String endpoint = null;
        String at = null;
        String keyHint = null;
        int status = ABSENT;
        int calls = ABSENT;
        try (JsonParser parser = JSON.createParser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                switch (name) {
                    case "customer" -> customer = parser.nextTextValue();
                    case "environment" -> environment = parser.nextTextValue();
                    case "endpoint" -> endpoint = parser.nextTextValue();
                    case "at" -> at = parser.nextTextValue();
                    case "status" -> status = parser.nextIntValue(ABSENT);
                    case "calls" -> calls = parser.nextIntValue(ABSENT);
                    case "keyHint" -> {
                        keyHint = parser.nextTextValue();
                        if (keyHint == null && !parser.hasToken(JsonToken.VALUE_NULL)) {
                            return null;
                        }
                    }
                    default -> {
                        return null;
                    }
                }
            }
            Instant time = at == null ? null : WireTime.read(at);
            return customer == null || environment == null || endpoint == null || time == null
                    ? null
                    : new UsageRecorded(
                            new CustomerId(customer),
                            Environment.of(environment),
                            endpoint,
                            status,
                            calls,
                            keyHint,
                            time);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }
}
