package io.aegis.query;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a test; without a folder, the packaged pages. */
public record Settings(@Nullable Path folder, @Nullable String published) implements QueryConfig {
    public static Settings packaged() {
        return new Settings(null, null);
    }

    public static Settings of(Path folder) {
        return new Settings(folder, null);
    }

    @Override
    public String ticketsUrl() {
        return "http://front/tickets";
    }

    @Override
    public Optional<Jira> jira() {
        return Optional.empty();
    }

    @Override
    public Optional<Zendesk> zendesk() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> knowledge() {
        return Optional.ofNullable(folder);
    }

    @Override
    public Optional<String> knowledgeUrl() {
        return Optional.ofNullable(published);
    }

    @Override
    public Duration knowledgeCheck() {
        return Duration.ofHours(1);
    }

    @Override
    public String passagesUrl() {
        return "http://front/documentation?passage=";
    }
}
