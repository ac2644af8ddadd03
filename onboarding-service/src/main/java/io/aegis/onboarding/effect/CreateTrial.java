package io.aegis.onboarding.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.Provider;
import io.aegis.onboarding.application.Provider.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code trial.create}: a trial in the billing system. */
@ApplicationScoped
class CreateTrial implements ActionEffect {
    private final Provider provider;
    private final Clock clock;

    CreateTrial(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "trial.create";
    }

    @Override
    public boolean inside() {
        return provider.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return provider.find(Kind.TRIAL, action.id()).map(CreateTrial::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        int days = action.arguments().get("days").intValue();
        Instant now = clock.instant();
        return done(provider.make(
                Kind.TRIAL,
                action.id(),
                action.customer(),
                Json.object()
                        .put("days", days)
                        .put("startsAt", now.toString())
                        .put("endsAt", now.plus(Duration.ofDays(days)).toString())));
    }

    private static Done done(ObjectNode trial) {
        Instant endsAt = Instant.parse(trial.get("endsAt").textValue());
        return new Done(
                List.of(new CustomerFact.TrialStarted(
                        trial.get("reference").textValue(),
                        endsAt,
                        Instant.parse(trial.get("startsAt").textValue()))),
                "Created a trial of " + trial.get("days").intValue() + " days");
    }
}
