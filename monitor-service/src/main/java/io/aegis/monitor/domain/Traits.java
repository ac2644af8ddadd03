package io.aegis.monitor.domain;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a playbook can name of a customer or a fact: the leaves of a record as texts, by dotted names such as {@code
 * health.level}. A time also has a {@code .date} to be read by people, a list of texts is joined, any other list has a
 * {@code .count}. What is absent has no trait.
 */
public record Traits(Map<String, String> values) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    /** Reflection makes them anew each time it is asked. */
    private static final ClassValue<List<Part>> PARTS = new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> record) {
            return Part.all(record);
        }
    };

    /** Of nobody. */
    public static final Traits NONE = new Traits(Map.of());

    private static final String DATE_OF = ".date";
    private static final String COUNT_OF = ".count";

    public Traits {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    public static Traits of(Record record) {
        Map<String, String> values = new TreeMap<>();
        collect("", record, values);
        return new Traits(values);
    }

    /** Every name that a record of this type may have a trait under. */
    public static Set<String> names(Class<? extends Record> type) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            collectNames(component.getName(), component.getGenericType(), names);
        }
        return names;
    }

    /** True when the name is that of a time, which other times can be measured from. */
    public static boolean isTime(Class<? extends Record> type, String name) {
        return names(type).contains(name + DATE_OF);
    }

    /** The words that the trait can be one of; empty when it is not one of a few. */
    public static Set<String> words(Class<? extends Record> type, String name) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> of = component.getType();
            if (component.getName().equals(name) && of.isEnum()) {
                return Arrays.stream(of.getEnumConstants())
                        .map(word -> ((Enum<?>) word).name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new));
            }
            if (of.isRecord() && name.startsWith(component.getName() + ".")) {
                return words(
                        of.asSubclass(Record.class),
                        name.substring(component.getName().length() + 1));
            }
        }
        return Set.of();
    }

    public @Nullable String get(String name) {
        return values.get(name);
    }

    private static void collect(String prefix, Record record, Map<String, String> values) {
        for (Part part : PARTS.get(record.getClass())) {
            collect(prefix + part.name, part, part.of(record), values);
        }
    }

    private static void collect(String name, Part part, @Nullable Object value, Map<String, String> values) {
        switch (value) {
            case null -> {}
            case Instant time -> {
                values.put(name, time.toString());
                values.put(name + DATE_OF, DATE.format(time));
            }
            case Enum<?> word -> values.put(name, word.name().toLowerCase(Locale.ROOT));
            case String text -> values.put(name, text);
            case Number number -> values.put(name, number.toString());
            case List<?> texts
            when part.texts ->
                values.put(name, texts.stream().map(String::valueOf).collect(Collectors.joining("; ")));
            case List<?> many -> values.put(name + COUNT_OF, Integer.toString(many.size()));
            case Record id when isId(id.getClass()) -> values.put(name, id.toString());
            case Record inner -> collect(name + ".", inner, values);
            default -> {}
        }
    }

    private static void collectNames(String name, Type type, Set<String> names) {
        if (type instanceof ParameterizedType) {
            names.add(isTexts(type) ? name : name + COUNT_OF);
        } else if (type == Instant.class) {
            names.addAll(List.of(name, name + DATE_OF));
        } else if (type instanceof Class<?> one && one.isRecord() && !isId(one)) {
            names(one.asSubclass(Record.class)).forEach(inner -> names.add(name + "." + inner));
        } else if (type instanceof Class<?> one
                && (one == String.class || one.isPrimitive() || one.isEnum() || one.isRecord())) {
            names.add(name);
        }
    }

    private static boolean isTexts(Type list) {
        return list instanceof ParameterizedType of && of.getActualTypeArguments()[0] == String.class;
    }

    /** An identifier: a record around one text, which is what it says as a string. */
    private static boolean isId(Class<?> type) {
        List<Part> parts = PARTS.get(type);
        return parts.size() == 1 && parts.getFirst().name.equals("value");
    }

    /**
     * A component of a record.
     *
     * @param texts whether it is a list of texts
     */
    private record Part(String name, Method accessor, boolean texts) {
        static List<Part> all(Class<?> record) {
            return Arrays.stream(record.getRecordComponents())
                    .map(component ->
                            new Part(component.getName(), component.getAccessor(), isTexts(component.getGenericType())))
                    .toList();
        }

        @Nullable
        Object of(Record record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(record.getClass() + " cannot be read", e);
            }
        }
    }
}
