package io.aegis.query.skill;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.contracts.Intent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Greetings and thanks: a short word back, and what can be asked for. */
@ApplicationScoped
class SmallTalk implements Skill {
    private static final Pattern THANKS = Pattern.compile("\\b(thanks?|thx|cheers|great|awesome|perfect|nice)\\b");
    private static final Pattern GOODBYE = Pattern.compile("\\b(bye|goodbye|see you|good night)\\b");

    private static final Pattern REFUSAL = Pattern.compile(
            "\\s*(no|nope|nah|not (now|today|yet|needed|necessary)|never ?mind|leave it|(please )?(don'?t|do not)|no need)\\b.*",
            Pattern.DOTALL);

    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.SMALL_TALK);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        String text = situation.ask().text().toLowerCase(Locale.ROOT);
        if (GOODBYE.matcher(text).find()) {
            return ModelAnswer.Say.of("Goodbye! This conversation stays here for when you come back.");
        }
        if (REFUSAL.matcher(text).matches()) {
            return ModelAnswer.Say.of("All right, I leave it. Ask me whenever you need something.");
        }
        if (THANKS.matcher(text).find()) {
            return ModelAnswer.Say.of("You are welcome. Ask me whenever you need something.");
        }
        return ModelAnswer.Say.of("""
                Hello! I am Aegis, a program that looks after your account. You can ask me to

                - get you started: trial, test key, sandbox
                - find out why API calls fail
                - show code in Python, Java, JavaScript or curl, with your own key
                - tell you what I know about your account
                - answer from the documentation, or pass something to a person""");
    }
}
