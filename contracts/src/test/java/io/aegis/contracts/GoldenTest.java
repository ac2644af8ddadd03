package io.aegis.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each message looks like on the wire. A golden file is what services that run today write and read, so a change to
 * one is a change for them. For a new message the failing test prints what its file is to contain.
 */
class GoldenTest {
    /** @param name of the golden file */
    record Sample(String name, Object value) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> samples() {
        Map<Class<?>, String> facts = factNames();
        return Stream.concat(
                Samples.messages().stream().map(message -> new Sample(WireTypes.of(message.getClass()), message)),
                Samples.facts().stream().map(fact -> new Sample("facts/" + facts.get(fact.getClass()), fact)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void is_written_as_its_golden_file_says(Sample sample) throws JsonProcessingException {
        assertThat(golden(sample.name)).as("golden/%s.json", sample.name).isEqualTo(pretty(sample.value));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void is_read_from_its_golden_file(Sample sample) {
        assertThat(Json.read(String.valueOf(golden(sample.name)), readAs(sample.value)))
                .isEqualTo(sample.value);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void is_read_when_a_later_version_added_a_field(Sample sample) {
        ObjectNode later = Json.<ObjectNode>tree(sample.value).put("addedLater", "x");

        assertThat(Json.convert(later, readAs(sample.value))).isEqualTo(sample.value);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void leaves_no_optional_field_unshown(Sample sample) {
        ObjectNode written = Json.tree(sample.value);

        assertThat(Arrays.stream(sample.value.getClass().getRecordComponents()).map(RecordComponent::getName))
                .allMatch(written::has);
    }

    @Test
    void every_message_has_one_sample() throws IOException, URISyntaxException {
        assertThat(Samples.messages().stream().<Class<?>>map(Message::getClass))
                .containsExactlyInAnyOrderElementsOf(messageClasses());
    }

    @Test
    void every_fact_has_a_name_and_one_sample() {
        Set<Class<?>> facts = Set.of(CustomerFact.class.getPermittedSubclasses());

        assertThat(factNames().keySet()).isEqualTo(facts);
        assertThat(factNames().values()).doesNotHaveDuplicates();
        assertThat(Samples.facts().stream().<Class<?>>map(CustomerFact::getClass))
                .containsExactlyInAnyOrderElementsOf(facts);
    }

    @Test
    void no_two_messages_have_one_name() throws IOException, URISyntaxException {
        assertThat(messageClasses().stream().map(WireTypes::of)).doesNotHaveDuplicates();
    }

    @Test
    void no_golden_file_is_left_over() throws IOException, URISyntaxException {
        Path folder = Path.of(
                Objects.requireNonNull(GoldenTest.class.getResource("/golden")).toURI());
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(
                            samples().map(sample -> sample.name + ".json").toList());
        }
    }

    /** Facts travel inside of messages, where the reader knows no more than that it is one. */
    private static Class<?> readAs(Object value) {
        return value instanceof CustomerFact ? CustomerFact.class : value.getClass();
    }

    private static Map<Class<?>, String> factNames() {
        return Arrays.stream(Objects.requireNonNull(CustomerFact.class.getAnnotation(JsonSubTypes.class))
                        .value())
                .collect(Collectors.toMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));
    }

    private static Set<Class<?>> messageClasses() throws IOException, URISyntaxException {
        Path classes = Path.of(Message.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace(java.io.File.separatorChar, '.'))
                    .map(loaded())
                    .filter(type -> type.isAnnotationPresent(WireType.class))
                    .collect(Collectors.toSet());
        }
    }

    private static Function<String, Class<?>> loaded() {
        return name -> {
            try {
                return Class.forName(name, false, GoldenTest.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static String pretty(Object value) throws JsonProcessingException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return Json.mapper()
                        .writer(new DefaultPrettyPrinter()
                                .withObjectIndenter(indenter)
                                .withArrayIndenter(indenter))
                        .writeValueAsString(value)
                + "\n";
    }

    /** Null when there is no such file. */
    private static @Nullable String golden(String name) {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return file == null ? null : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
