package io.aegis.state.outbound.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aegis.contracts.Json;
import io.aegis.state.StateConfig;
import io.aegis.state.domain.HealthPolicy;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the rules of health at start: a file that makes no sense stops the service there, and says where and why. */
public final class HealthRules {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .annotationIntrospector(Json.mapper().getDeserializationConfig().getAnnotationIntrospector())
            .build();

    @Produces
    @Singleton
    @Startup
    HealthPolicy policy(StateConfig config) {
        return config.healthRules().map(HealthRules::read).orElseGet(HealthRules::packaged);
    }

    /** The rules that are packaged. */
    public static HealthPolicy packaged() {
        try (InputStream in = HealthRules.class.getResourceAsStream("/health.yaml")) {
            if (in == null) {
                throw new IllegalStateException("health.yaml is not packaged");
            }
            return parse("health.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("health.yaml cannot be read", e);
        }
    }

    private static HealthPolicy read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("aegis.state.health-rules: " + file + " cannot be read", e);
        }
    }

    /** @throws Invalid with the file, the line where the text is at fault, and the reason */
    static HealthPolicy parse(String file, String yaml) {
        try {
            return YAML.readValue(yaml, HealthRulesFile.class).policy();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            String reason = e.getCause() instanceof IllegalArgumentException invalid
                    ? String.valueOf(invalid.getMessage())
                    : e.getOriginalMessage();
            throw new Invalid("%s, line %d: %s".formatted(file, line, reason), e);
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw new Invalid("%s, line %d: %s".formatted(file, lineOf(yaml, reason), reason), e);
        }
    }

    /** What is wrong between keys is told after the name of one of them: the first line that has it, comments aside. */
    private static int lineOf(String yaml, String reason) {
        String key = reason.substring(0, Math.max(0, reason.indexOf(':')));
        List<String> lines = yaml.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).strip().startsWith("#") && lines.get(i).contains(key)) {
                return i + 1;
            }
        }
        return 1;
    }

    /** The file makes no sense. */
    static final class Invalid extends RuntimeException {
        Invalid(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
