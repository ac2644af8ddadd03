package io.aegis.onboarding.skill;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.Ask;
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
import io.aegis.onboarding.domain.WishedPlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that name one action: a key, a discount, another plan. What the words ask for is proposed as it stands; whether
 * it is given is for the gate.
 */
@ApplicationScoped
class AskForAction implements Skill {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*(%|percent|per cent)");

    /** An answer to how many percent: the one number that is said. */
    private static final Pattern ONE_NUMBER = Pattern.compile("\\D*(\\d{1,3})\\D*");

    private static final Pattern MONTHS = Pattern.compile("(\\d{1,2})\\s*months?");

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
        Ask ask = situation.ask();
        Tier tier = situation.profile().get().tier();
        return switch (ask.intent()) {
            case PRODUCTION_KEY -> key(Environment.PRODUCTION);
            case NEW_TEST_KEY -> key(Environment.TEST);
            case DISCOUNT -> discount(ask.text().toLowerCase(Locale.ROOT));
            case CHANGE_PLAN -> plan(WishedPlan.of(ask.text(), tier), tier);
            default -> throw new IllegalStateException("not a request for one action: " + ask.intent());
        };
    }

    private static ModelAnswer discount(String text) {
        Matcher percent = PERCENT.matcher(text);
        Matcher number = ONE_NUMBER.matcher(text);
        if (!percent.find() && !number.matches()) {
            return ModelAnswer.Say.of("I can ask for a discount for you. How many percent do you have in mind?");
        }
        ObjectNode arguments =
                Json.object().put("percent", Integer.parseInt(number.matches() ? number.group(1) : percent.group(1)));
        Matcher months = MONTHS.matcher(text);
        if (months.find()) {
            arguments.put("months", Integer.parseInt(months.group(1)));
        }
        return ModelAnswer.CallTools.of(new ToolCall("discount.apply", arguments));
    }

    private static ModelAnswer plan(Optional<Tier> wished, Tier current) {
        if (wished.isEmpty()) {
            return ModelAnswer.Say.of("Which plan would you like: starter, pro or enterprise?");
        }
        String tier = wished.get().wireName();
        return wished.get() == current
                ? ModelAnswer.Say.of("You are on the plan %s already, so I changed nothing.".formatted(tier))
                : ModelAnswer.CallTools.of(
                        new ToolCall("plan.change", Json.object().put("tier", tier)));
    }

    private static ModelAnswer key(Environment environment) {
        return ModelAnswer.CallTools.of(
                new ToolCall("key.issue", Json.object().put("environment", environment.wireName())));
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
