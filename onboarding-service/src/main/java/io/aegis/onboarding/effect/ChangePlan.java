package io.aegis.onboarding.effect;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.BillingProvider.Change;
import io.aegis.onboarding.application.BillingProvider.Made;
import io.aegis.onboarding.application.BillingProvider.Order;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@code plan.change}: another plan in the billing system. */
@ApplicationScoped
class ChangePlan implements ActionEffect {
    private final BillingProvider billing;

    ChangePlan(BillingProvider billing) {
        this.billing = billing;
    }

    @Override
    public String type() {
        return "plan.change";
    }

    @Override
    public boolean inside() {
        return billing.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return billing.find(order(action)).map(plan -> done(action, plan));
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(action, billing.make(order(action)));
    }

    private static Order order(ProposedAction action) {
        return new Order(action.id(), action.customer(), new Change.Plan(tier(action)));
    }

    private static Done done(ProposedAction action, Made plan) {
        Tier tier = tier(action);
        return new Done(
                List.of(new CustomerFact.PlanChanged(tier, tier.wireName(), null, null, null, plan.at())),
                "Changed the plan to " + tier.wireName());
    }

    private static Tier tier(ProposedAction action) {
        return Tier.of(action.arguments().get("tier").textValue());
    }
}
