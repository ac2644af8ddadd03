package io.aegis.query.skill;

import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.query.application.DocumentationTool;
import io.aegis.query.application.DocumentationTool.Found;
import io.aegis.query.domain.Passage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Quotes the documentation, with its source. What the front door could not understand is looked up too; where nothing is
 * found, it says so and offers to ask a person.
 */
@ApplicationScoped
class AnswerQuestion implements Skill {
    private static final int LONGEST_SUBJECT = 120;
    private static final int LONGEST_BODY = 4000;

    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.QUESTION, Intent.UNKNOWN);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        Ask ask = situation.ask();
        Optional<Found> found = DocumentationTool.found(situation.run());
        if (found.isEmpty()) {
            return ModelAnswer.CallTools.of(DocumentationTool.call(ask.text()));
        }
        List<Passage> passages = found.get().passages();
        return passages.isEmpty()
                ? new ModelAnswer.Say(doesNotKnow(ask.intent()), List.of(ticket(ask.text())))
                : ModelAnswer.Say.of(quote(passages));
    }

    private static String quote(List<Passage> passages) {
        Passage best = passages.get(0);
        String more = passages.size() < 2 ? "" : " See also: " + passages.get(1).source() + ".";
        return "**%s**\n\n%s\n\nSource: %s.%s"
                .formatted(
                        best.section().isEmpty() ? best.title() : best.section(),
                        quoted(best.text()),
                        best.source(),
                        more);
    }

    /**
     * As other people's words, line by line, so that nothing in them passes for the agent's own; what looks like a key's
     * placeholder is broken up, since the front door would put the customer's key there.
     */
    private static String quoted(String markdown) {
        return markdown.replace("{{key:", "{ {key:")
                .lines()
                .map(line -> line.isBlank() ? ">" : "> " + line)
                .collect(Collectors.joining("\n"));
    }

    private static String doesNotKnow(Intent intent) {
        return intent == Intent.UNKNOWN
                ? "I am not sure what you mean, and I would rather not guess. I can get you started, look into failing API calls, show "
                        + "code in your language, tell what I know about your account, or pass this to a person."
                : "I do not know: the documentation says nothing about this, and I would rather not guess. I can pass it to a person.";
    }

    private static Offer ticket(String text) {
        return new Offer(
                "ticket",
                "Open a ticket",
                "ticket.open",
                Json.object()
                        .put("subject", "Question: " + start(text.strip().replaceAll("\\s+", " "), LONGEST_SUBJECT))
                        .put("body", start(text, LONGEST_BODY)));
    }

    /** At most that many characters, and no half one at the end. */
    private static String start(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
