package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * The one JSON dialect of Aegis: ISO times, absent instead of null, unknown fields ignored (an old reader survives a new
 * writer), a missing value refused unless it is @Nullable, and keys in a fixed order, so that equal values have equal bytes
 * and a hash over them means something.
 * Thread-safe.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule("wire-time").addDeserializer(Instant.class, new WireTime.Reader()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .annotationIntrospector(new RequiredUnlessNullable())
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /**
     * Reads a value.
     *
     * @throws Unreadable when the bytes do not fit the type; it quotes no content, and has no cause, since Jackson's
     *     messages do
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new Unreadable(type, "the document is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new Unreadable(type, reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static <T> T read(String json, Class<T> type) {
        return read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    /** Converts a tree into a typed value; throws {@link Unreadable} when it does not fit. */
    public static <T> T convert(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new Unreadable(type, reason(e));
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Any value as a tree; for records and maps this is an object. */
    public static <T extends JsonNode> T tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** SHA-256 of the canonical bytes, in hex. Trees are sorted too, so the order of arguments does not matter. */
    public static String hash(Object value) {
        try {
            Object sorted = value instanceof JsonNode tree ? MAPPER.treeToValue(tree, Object.class) : value;
            MessageDigest digest = Sha256.begin();
            digest.update(bytes(sorted));
            return Sha256.hex(digest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String reason(JsonProcessingException e) {
        String at = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
                        .reduce((a, b) -> a + "." + b)
                        .map(path -> " at " + path)
                        .orElse("")
                : "";
        return e.getClass().getSimpleName() + at;
    }

    /** The bytes are not what their type says. Retrying does not help. */
    public static final class Unreadable extends RuntimeException {
        Unreadable(Class<?> type, String reason) {
            super("not a readable " + type.getSimpleName() + ": " + reason);
        }
    }
}
