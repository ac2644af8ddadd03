package io.aegis.onboarding.effect;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.BillingProvider.Change;
import io.aegis.onboarding.application.BillingProvider.Made;
import io.aegis.onboarding.application.BillingProvider.Order;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code trial.create}: a trial in the billing system. */
@ApplicationScoped
class CreateTrial implements ActionEffect {
    private final BillingProvider billing;

    CreateTrial(BillingProvider billing) {
        this.billing = billing;
    }

    @Override
    public String type() {
        return "trial.create";
    }

    @Override
    public boolean inside() {
        return billing.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return billing.find(order(action)).map(trial -> done(action, trial));
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(action, billing.make(order(action)));
    }

    private static Order order(ProposedAction action) {
        return new Order(action.id(), action.customer(), new Change.Trial(days(action)));
    }

    private static Done done(ProposedAction action, Made trial) {
        int days = days(action);
        return new Done(
                List.of(new CustomerFact.TrialStarted(
                        trial.reference(), trial.at().plus(Duration.ofDays(days)), trial.at())),
                "Created a trial of " + days + " days");
    }

    private static int days(ProposedAction action) {
        return action.arguments().get("days").intValue();
    }
}
