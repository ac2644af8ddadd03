package io.aegis.contracts;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every action Aegis can propose, by type. The files are listed in {@code actions/index.yaml}, since a jar's folder cannot
 * be listed in every packaging. Immutable and thread-safe.
 */
public final class ActionCatalogue {
    private static final YAMLMapper YAML = yaml();
    private final Map<String, ActionType> types;
    private final String version;

    private ActionCatalogue(Map<String, ActionType> types) {
        this.types = Map.copyOf(types);
        this.version = Json.hash(new TreeMap<>(types)).substring(0, 12);
    }

    /** The catalogue that is packaged with the contracts. */
    public static ActionCatalogue packaged() {
        String[] files = read("index.yaml", String[].class);
        List<ActionType> types = new ArrayList<>();
        for (String file : files) {
            types.add(read(file + ".yaml", ActionType.class));
        }
        return of(types);
    }

    public static ActionCatalogue of(List<ActionType> types) {
        Map<String, ActionType> byType = new TreeMap<>();
        for (ActionType type : types) {
            if (byType.put(type.type(), type) != null) {
                throw new IllegalArgumentException("action " + type.type() + " is in the catalogue twice");
            }
        }
        return new ActionCatalogue(byType);
    }

    public Optional<ActionType> find(String type) {
        return Optional.ofNullable(types.get(type));
    }

    /** For code that names an action of the catalogue itself. */
    public ActionType get(String type) {
        return find(type).orElseThrow(() -> new IllegalArgumentException("no action " + type + " in the catalogue"));
    }

    public List<ActionType> all() {
        return types.values().stream()
                .sorted(java.util.Comparator.comparing(ActionType::type))
                .toList();
    }

    /** Changes when any type, bound or rule does; every decision records it. */
    public String version() {
        return version;
    }

    private static <T> T read(String file, Class<T> type) {
        try (InputStream in = ActionCatalogue.class.getResourceAsStream("/actions/" + file)) {
            if (in == null) {
                throw new IllegalStateException("actions/" + file + " is not packaged");
            }
            return YAML.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException("actions/" + file + " cannot be read", e);
        }
    }

    private static YAMLMapper yaml() {
        YAMLMapper mapper = new YAMLMapper();
        mapper.registerModule(new com.fasterxml.jackson.datatype.jsr310.JavaTimeModule());
        mapper.setPropertyNamingStrategy(com.fasterxml.jackson.databind.PropertyNamingStrategies.KEBAB_CASE);
        return mapper;
    }
}
