package io.aegis.monitor.outbound.playbooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.aegis.monitor.MonitorConfig;
import io.aegis.monitor.MonitorConfig.DelayOverride;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** Reads the packaged playbooks at start: one that makes no sense stops the service there, and says why. */
final class PlaybookFiles {
    private static final YAMLMapper YAML = yaml();

    @Produces
    @Singleton
    @Startup
    Playbooks playbooks(MonitorConfig config) {
        return packaged(config.delayOverride().orElse(List.of()));
    }

    static Playbooks packaged(List<DelayOverride> overrides) {
        List<Playbook> playbooks = new ArrayList<>();
        for (String file : parse("index.yaml", text("index.yaml"), String[].class)) {
            playbooks.add(read(file + ".yaml", text(file + ".yaml")));
        }
        for (DelayOverride override : overrides) {
            if (playbooks.stream().noneMatch(playbook -> playbook.id().equals(override.playbook()))) {
                throw new IllegalArgumentException(
                        "aegis.monitor.delay-override names no playbook: " + override.playbook());
            }
            playbooks.replaceAll(playbook ->
                    playbook.id().equals(override.playbook()) ? playbook.withDelay(override.delay()) : playbook);
        }
        return new Playbooks(playbooks);
    }

    /** @throws Invalid with the file, the line where YAML is at fault, and the reason */
    static Playbook read(String file, String yaml) {
        try {
            return parse(file, yaml, PlaybookFile.class).playbook();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Invalid(file + ": " + e.getMessage(), e);
        }
    }

    private static <T> T parse(String file, String yaml, Class<T> type) {
        try {
            return YAML.readValue(yaml, type);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new Invalid("%s, line %d: %s".formatted(file, line, e.getOriginalMessage()), e);
        }
    }

    private static String text(String file) {
        try (InputStream in = PlaybookFiles.class.getResourceAsStream("/playbooks/" + file)) {
            if (in == null) {
                throw new IllegalStateException("playbooks/" + file + " is not packaged");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("playbooks/" + file + " cannot be read", e);
        }
    }

    private static YAMLMapper yaml() {
        return YAMLMapper.builder()
                .addModule(new JavaTimeModule())
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .build();
    }

    /** A playbook's file makes no sense. */
    static final class Invalid extends RuntimeException {
        Invalid(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
