package io.aegis.monitor.application;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.aegis.contracts.CustomerFact;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Traits;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Facts under their names on the wire. */
public final class Happenings {
    private static final Map<String, Class<? extends Record>> FACTS = Arrays.stream(
                    CustomerFact.class.getAnnotation(JsonSubTypes.class).value())
            .collect(Collectors.toUnmodifiableMap(
                    JsonSubTypes.Type::name, type -> type.value().asSubclass(Record.class)));
    private static final Map<Class<? extends Record>, String> NAMES =
            FACTS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private Happenings() {}

    /** Every fact there is, by name. */
    public static Map<String, Class<? extends Record>> facts() {
        return FACTS;
    }

    public static Happening of(CustomerFact fact) {
        return new Happening(Objects.requireNonNull(NAMES.get(fact.getClass())), Traits.of((Record) fact));
    }
}
