package io.aegis.agent.outbound;

import io.aegis.agent.application.EmbeddedModel;
import io.aegis.agent.application.Toolbox;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Sha256;
import io.quarkus.arc.All;
import io.quarkus.arc.ClientProxy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The embedded default: it needs no network and no key, and says when it does not know. */
@ApplicationScoped
class OfflineModel implements EmbeddedModel {
    private static final String DOES_NOT_KNOW =
            "I am not sure what you mean, and I would rather not guess. You can ask me to get you started, to look into failing "
                    + "API calls, for code in your language, for keys, or for a person.";

    private static final int VERSION_DIGITS = 12;

    private final Map<Intent, Skill> skills = new EnumMap<>(Intent.class);
    private final Toolbox toolbox;
    private final String version;

    OfflineModel(@All List<Skill> skills, Toolbox toolbox) {
        for (Skill skill : skills) {
            skill.intents().forEach(intent -> this.skills.put(intent, skill));
        }
        this.toolbox = toolbox;
        this.version = version(skills);
    }

    @Override
    public ModelAnswered next(Run run) {
        Skill skill = skills.get(run.ask().intent());
        return new ModelAnswered(
                "offline",
                version,
                toolbox.policyVersion(),
                skill == null ? ModelAnswer.Say.of(DOES_NOT_KNOW) : skill.next(new Situation(run)));
    }

    /**
     * Skills are to this model what a prompt is to another, and they are code: the version is a hash over their compiled
     * classes. Where it is the same, the same rules decided and the same sentences were said; it need not change with what
     * they call.
     */
    private static String version(List<Skill> skills) {
        MessageDigest digest = Sha256.begin();
        skills.stream()
                .map(skill -> ClientProxy.unwrap(skill).getClass())
                .flatMap(OfflineModel::withNested)
                .sorted(Comparator.comparing(Class::getName))
                .forEach(type -> digest.update(compiled(type)));
        return "skills-" + Sha256.hex(digest).substring(0, VERSION_DIGITS);
    }

    private static Stream<Class<?>> withNested(Class<?> type) {
        return Stream.concat(
                Stream.of(type), Stream.of(type.getDeclaredClasses()).flatMap(OfflineModel::withNested));
    }

    private static byte[] compiled(Class<?> type) {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return Objects.requireNonNull(in, type.getName()).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
