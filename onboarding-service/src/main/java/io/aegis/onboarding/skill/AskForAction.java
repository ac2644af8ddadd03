package io.aegis.onboarding.skill;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerFact.KeyIssued;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyReference;
import io.aegis.contracts.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests that name one action: a key, a discount, another plan. What the words ask for is proposed as it stands; whether
 * it is given is for the gate.
 */
@ApplicationScoped
class AskForAction implements Skill {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*(%|percent|per cent)");

    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.PRODUCTION_KEY, Intent.NEW_TEST_KEY, Intent.DISCOUNT, Intent.CHANGE_PLAN);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        if (situation.profile().isEmpty()) {
            return ModelAnswer.CallTools.of(ToolCall.of(Tools.PROFILE));
        }
        if (situation.tried()) {
            return ModelAnswer.Say.of(reply(situation));
        }
        return call(situation)
                .<ModelAnswer>map(ModelAnswer.CallTools::of)
                .orElseGet(() -> ModelAnswer.Say.of(question(situation.ask().intent())));
    }

    private static Optional<ToolCall> call(Situation situation) {
        String text = situation.ask().text().toLowerCase(Locale.ROOT);
        return switch (situation.ask().intent()) {
            case PRODUCTION_KEY -> Optional.of(key(Environment.PRODUCTION));
            case NEW_TEST_KEY -> Optional.of(key(Environment.TEST));
            case DISCOUNT -> {
                Matcher percent = PERCENT.matcher(text);
                yield percent.find()
                        ? Optional.of(new ToolCall(
                                "discount.apply", Json.object().put("percent", Integer.parseInt(percent.group(1)))))
                        : Optional.empty();
            }
            case CHANGE_PLAN ->
                Stream.of(Tier.STARTER, Tier.PRO, Tier.ENTERPRISE)
                        .map(Tier::wireName)
                        .filter(tier -> text.matches("(?s).*\\b" + tier + "\\b.*"))
                        .findFirst()
                        .map(tier -> new ToolCall("plan.change", Json.object().put("tier", tier)));
            default -> Optional.empty();
        };
    }

    private static ToolCall key(Environment environment) {
        return new ToolCall("key.issue", Json.object().put("environment", environment.wireName()));
    }

    private static String question(Intent intent) {
        return intent == Intent.DISCOUNT
                ? "I can ask for a discount for you. How many percent do you have in mind?"
                : "Which plan would you like: starter, pro or enterprise?";
    }

    private static String reply(Situation situation) {
        String key = situation
                .brought(KeyIssued.class)
                .map(issued -> KeyReference.to(issued.key()))
                .orElse("");
        return Replies.asked(situation.achievements(), situation.setbacks(), key)
                .render()
                .strip();
    }
}
