package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Wire names of classes and enums. */
public final class WireTypes {
    /** The values of an enum by their wire names, made once: each message has some. */
    private static final ClassValue<Map<String, Enum<?>>> NAMED = new ClassValue<>() {
        @Override
        protected Map<String, Enum<?>> computeValue(Class<?> type) {
            Map<String, Enum<?>> named = new LinkedHashMap<>();
            for (Object value : type.getEnumConstants()) {
                Enum<?> one = (Enum<?>) value;
                named.put(one.name().toLowerCase(Locale.ROOT), one);
            }
            return named;
        }
    };

    private WireTypes() {}

    /** The wire name of a message or fact. */
    public static String of(Class<?> type) {
        WireType wireType = type.getAnnotation(WireType.class);
        if (wireType == null) {
            throw new IllegalArgumentException(type.getName() + " has no @WireType");
        }
        return wireType.value();
    }

    /** The wire name of a kind of fact. */
    public static String nameOf(CustomerFact fact) {
        return Arrays.stream(
                        CustomerFact.class.getAnnotation(JsonSubTypes.class).value())
                .filter(kind -> kind.value() == fact.getClass())
                .findFirst()
                .orElseThrow()
                .name();
    }

    /** The records behind a type: itself, or every permitted record of a sealed interface, at any depth. */
    public static <T> List<Class<? extends T>> leaves(Class<T> type) {
        if (!type.isSealed()) {
            return List.of(type);
        }
        List<Class<? extends T>> leaves = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            leaves.addAll(leaves(permitted.asSubclass(type)));
        }
        return List.copyOf(leaves);
    }

    /** The value of an enum whose wire names are its names in lower case; refuses others with the names there are. */
    static <E extends Enum<E>> E named(Class<E> type, String wireName) {
        Map<String, Enum<?>> named = NAMED.get(type);
        Enum<?> value = named.get(wireName);
        if (value == null) {
            throw new IllegalArgumentException("not one of " + String.join(", ", named.keySet()));
        }
        return type.cast(value);
    }
}
