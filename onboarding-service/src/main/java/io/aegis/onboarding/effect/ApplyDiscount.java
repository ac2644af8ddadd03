package io.aegis.onboarding.effect;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.BillingProvider.Change.Discount;
import io.aegis.onboarding.application.BillingProvider.Made;
import io.aegis.onboarding.application.BillingProvider.Order;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@code discount.apply}: a discount in the billing system. */
@ApplicationScoped
class ApplyDiscount implements ActionEffect {
    private final BillingProvider billing;

    ApplyDiscount(BillingProvider billing) {
        this.billing = billing;
    }

    @Override
    public String type() {
        return "discount.apply";
    }

    @Override
    public boolean inside() {
        return billing.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return billing.find(order(action)).map(made -> done(action, made));
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(action, billing.make(order(action)));
    }

    private static Order order(ProposedAction action) {
        return new Order(action.id(), action.customer(), discount(action));
    }

    private static Done done(ProposedAction action, Made made) {
        Discount discount = discount(action);
        return new Done(
                List.of(new CustomerFact.DiscountApplied(discount.percent(), discount.months(), made.at())),
                "Applied %d %% off for %d months".formatted(discount.percent(), discount.months()));
    }

    private static Discount discount(ProposedAction action) {
        return new Discount(
                action.arguments().get("percent").intValue(),
                action.arguments().get("months").intValue());
    }
}
