package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Wire names of classes and enums. */
public final class WireTypes {
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
        for (E value : type.getEnumConstants()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(wireName)) {
                return value;
            }
        }
        throw new IllegalArgumentException(Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "not one of ", "")));
    }
}
