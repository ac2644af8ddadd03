package io.aegis.onboarding.skill;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerFact.KeyIssued;
import io.aegis.contracts.CustomerFact.SandboxProvisioned;
import io.aegis.contracts.CustomerFact.TrialStarted;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyReference;
import io.aegis.contracts.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Sets a customer up: whatever of trial, test key, sandbox and welcome mail is not there yet. */
@ApplicationScoped
class GetStarted implements Skill {
    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.GET_STARTED);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        Optional<CustomerSnapshot> profile = situation.profile();
        if (profile.isEmpty()) {
            return ModelAnswer.CallTools.of(ToolCall.of(Tools.PROFILE));
        }
        List<ToolCall> missing = missing(profile.get());
        return situation.acted() || missing.isEmpty()
                ? ModelAnswer.Say.of(reply(situation, profile.get()))
                : new ModelAnswer.CallTools(missing);
    }

    private static List<ToolCall> missing(CustomerSnapshot customer) {
        List<ToolCall> missing = new ArrayList<>();
        if (customer.tier() == Tier.NONE && customer.trialEndsAt() == null) {
            missing.add(new ToolCall("trial.create", Json.object().put("days", 14)));
        }
        if (testKey(customer).isEmpty()) {
            missing.add(new ToolCall("key.issue", Json.object().put("environment", Environment.TEST.wireName())));
        }
        if (customer.sandboxUrl() == null) {
            missing.add(ToolCall.of("sandbox.provision"));
        }
        if (!customer.mailsSent().contains("welcome")) {
            missing.add(new ToolCall("mail.send", Json.object().put("template", "welcome")));
        }
        return missing;
    }

    private static String reply(Situation situation, CustomerSnapshot before) {
        String key = situation
                .brought(KeyIssued.class)
                .map(KeyIssued::key)
                .or(() -> testKey(before).map(CustomerSnapshot.Key::key))
                .map(KeyReference::to)
                .orElse("");
        Instant trialEnds =
                situation.brought(TrialStarted.class).map(TrialStarted::endsAt).orElse(before.trialEndsAt());
        String sandbox = situation
                .brought(SandboxProvisioned.class)
                .map(SandboxProvisioned::url)
                .orElse(Objects.requireNonNullElse(before.sandboxUrl(), ""));
        return Replies.started(
                        situation.achievements(),
                        situation.setbacks(),
                        key,
                        trialEnds == null
                                ? ""
                                : LocalDate.ofInstant(trialEnds, ZoneOffset.UTC).toString(),
                        sandbox)
                .render()
                .strip();
    }

    private static Optional<CustomerSnapshot.Key> testKey(CustomerSnapshot customer) {
        return customer.keys().stream()
                .filter(key -> key.environment() == Environment.TEST)
                .reduce((earlier, later) -> later);
    }
}
