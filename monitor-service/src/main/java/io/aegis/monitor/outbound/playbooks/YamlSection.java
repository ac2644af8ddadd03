package io.aegis.monitor.outbound.playbooks;

import io.aegis.monitor.application.PlaybookFormat.Fault;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML document that is read name by name. What is wrong is collected with its line, and reading goes on, so
 * that a writer learns of all faults at once.
 */
final class YamlSection {
    private final String path;
    private final int line;
    private final List<Fault> faults;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();

    YamlSection(String path, Node node, List<Fault> faults) {
        this.path = path;
        this.line = line(node);
        this.faults = faults;
        if (!(node instanceof MappingNode mapping)) {
            faults.add(new Fault(line, (path.isEmpty() ? "the document" : path) + " is no mapping of names to values"));
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (values.put(name, new Value(name, at(name), tuple.getValueNode())) != null) {
                faults.add(new Fault(line(tuple.getKeyNode()), at(name) + " is there twice"));
            }
        }
    }

    /** @param otherwise taken when it is missing or wrong, which is a fault */
    <T> T required(String name, T otherwise, Function<Value, T> reader) {
        if (!values.containsKey(name)) {
            faults.add(new Fault(line, at(name) + " is missing"));
        }
        return optional(name, otherwise, reader);
    }

    /** @param absent taken when it is not there */
    <T> T optional(String name, T absent, Function<Value, T> reader) {
        asked.add(name);
        Value value = values.get(name);
        return value == null ? absent : value.read(absent, reader);
    }

    /** Empty when it is not there, or wrong, which is a fault. */
    <T> Optional<T> given(String name, Function<Value, T> reader) {
        return optional(name, Optional.empty(), value -> Optional.of(reader.apply(value)));
    }

    /** Every value by its name; for a section whose names are the writer's. */
    <T> Map<String, T> each(T otherwise, Function<Value, T> reader) {
        Map<String, T> read = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            asked.add(name);
            read.put(name, value.read(otherwise, reader));
        });
        return read;
    }

    /** To be called when everything that may be there was asked for: what else is there is a fault. */
    void nothingElse() {
        values.forEach((name, value) -> {
            if (!asked.contains(name)) {
                faults.add(new Fault(value.line(), at(name) + " is none of " + asked));
            }
        });
    }

    /** Runs what may refuse what was read; the fault is the section's. */
    void check(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException | DateTimeException e) {
            faults.add(new Fault(line, prefix(path) + e.getMessage()));
        }
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String prefix(String path) {
        return path.isEmpty() ? "" : path + ": ";
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** One value of the section. */
    final class Value {
        private final String name;
        private final String path;
        private final Node node;

        private Value(String name, String path, Node node) {
            this.name = name;
            this.path = path;
            this.node = node;
        }

        String name() {
            return name;
        }

        int line() {
            return YamlSection.line(node);
        }

        /** @throws IllegalArgumentException when it is no single value */
        String text() {
            if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                return scalar.getValue();
            }
            throw new IllegalArgumentException("a text is expected");
        }

        int number() {
            String text = text();
            if (!text.matches("-?[0-9]{1,9}")) {
                throw new IllegalArgumentException("'" + text + "' is no whole number");
            }
            return Integer.parseInt(text);
        }

        boolean truth() {
            return switch (text()) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("'" + text() + "' is neither true nor false");
            };
        }

        List<String> texts() {
            if (!(node instanceof SequenceNode sequence)) {
                throw new IllegalArgumentException("a list in brackets is expected");
            }
            List<String> texts = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                texts.add(new Value(name, path, item).text());
            }
            return texts;
        }

        YamlSection section() {
            return new YamlSection(path, node, faults);
        }

        boolean isSection() {
            return node instanceof MappingNode;
        }

        boolean isQuoted() {
            return node instanceof ScalarNode scalar && !scalar.isPlain();
        }

        private <T> T read(T otherwise, Function<Value, T> reader) {
            try {
                return reader.apply(this);
            } catch (IllegalArgumentException | DateTimeException e) {
                faults.add(new Fault(line(), prefix(path) + e.getMessage()));
                return otherwise;
            }
        }
    }
}
