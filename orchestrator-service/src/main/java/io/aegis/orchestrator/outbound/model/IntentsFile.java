package io.aegis.orchestrator.outbound.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aegis.contracts.Intent;
import io.aegis.orchestrator.application.KnownUtterances;
import io.aegis.orchestrator.application.OrchestratorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Labelled utterances from the packaged intents.yaml, or from the operator's own file in its place. */
@ApplicationScoped
public class IntentsFile implements KnownUtterances {
    private static final TypeReference<Map<Intent, List<String>>> SHAPE = new TypeReference<>() {};

    private final Optional<Path> own;

    IntentsFile(OrchestratorConfig config) {
        this.own = config.intents();
    }

    @Override
    public Map<Intent, List<String>> byIntent() {
        try (InputStream yaml = open()) {
            return new YAMLMapper().readValue(yaml, SHAPE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "intents cannot be read from " + own.map(Path::toString).orElse("intents.yaml"), e);
        }
    }

    private InputStream open() throws IOException {
        return own.isPresent()
                ? Files.newInputStream(own.get())
                : Objects.requireNonNull(IntentsFile.class.getResourceAsStream("/intents.yaml"));
    }
}
