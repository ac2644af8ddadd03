package io.aegis.onboarding.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.aegis.onboarding.application.Provider;
import io.aegis.onboarding.application.Provider.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code plan.change}: another plan in the billing system. */
@ApplicationScoped
class ChangePlan implements ActionEffect {
    private final Provider provider;
    private final Clock clock;

    ChangePlan(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "plan.change";
    }

    @Override
    public boolean inside() {
        return provider.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return provider.find(Kind.PLAN, action.id()).map(ChangePlan::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(provider.make(
                Kind.PLAN,
                action.id(),
                action.customer(),
                action.arguments().deepCopy().put("at", clock.instant().toString())));
    }

    private static Done done(ObjectNode plan) {
        Instant at = Instant.parse(plan.get("at").textValue());
        return new Done(
                List.of(new CustomerFact.PlanChanged(
                        Tier.of(plan.get("tier").textValue()), plan.get("tier").textValue(), null, null, null, at)),
                "Changed the plan to " + plan.get("tier").textValue());
    }
}
