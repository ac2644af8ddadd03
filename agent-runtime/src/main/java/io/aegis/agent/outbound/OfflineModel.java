package io.aegis.agent.outbound;

import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.contracts.Intent;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The embedded default: it needs no network and no key, and says when it does not know. */
@ApplicationScoped
class OfflineModel {
    private static final String DOES_NOT_KNOW =
            "I am not sure what you mean, and I would rather not guess. You can ask me to get you started, to look into failing "
                    + "API calls, for code in your language, for keys, or for a person.";

    private final Map<Intent, Skill> skills = new EnumMap<>(Intent.class);

    OfflineModel(@All List<Skill> skills) {
        for (Skill skill : skills) {
            skill.intents().forEach(intent -> this.skills.put(intent, skill));
        }
    }

    ModelAnswered next(Run run) {
        Skill skill = skills.get(run.ask().intent());
        return new ModelAnswered(
                "offline", skill == null ? ModelAnswer.Say.of(DOES_NOT_KNOW) : skill.next(new Situation(run)));
    }
}
