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
    private static final int LONGEST_KNOWN = 100;

    /**
     * Texts that came before, each in the place of its hash: customers and endpoints come again and again, and a batch keeps
     * thousands of them. Written by any thread: a string is published safely.
     */
    private static final @Nullable String[] KNOWN = new String[4096];

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
                    case "customer" -> customer = text(parser);
                    case "environment" -> environment = text(parser);
                    case "endpoint" -> endpoint = text(parser);
                    case "at" -> at = parser.nextTextValue();
                    case "status" -> status = parser.nextIntValue(ABSENT);
                    case "calls" -> calls = parser.nextIntValue(ABSENT);
                    case "keyHint" -> {
                        keyHint = text(parser);
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

    /** The next value, the same string again for the same text as far as is remembered; null when it is no text. */
    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        int length = parser.getTextLength();
        if (length > LONGEST_KNOWN) {
            return parser.getText();
        }
        char[] characters = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + characters[i];
        }
        int slot = (hash ^ hash >>> 16) & KNOWN.length - 1;
        String last = KNOWN[slot];
        if (last == null || !isSame(last, characters, from, length)) {
            last = new String(characters, from, length);
            KNOWN[slot] = last;
        }
        return last;
    }

    private static boolean isSame(String text, char[] characters, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != characters[from + i]) {
                return false;
            }
        }
        return true;
    }
}
