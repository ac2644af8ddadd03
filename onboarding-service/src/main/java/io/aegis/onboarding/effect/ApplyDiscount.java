package io.aegis.onboarding.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.Provider;
import io.aegis.onboarding.application.Provider.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code discount.apply}: a discount in the billing system. */
@ApplicationScoped
class ApplyDiscount implements ActionEffect {
    private final Provider provider;
    private final Clock clock;

    ApplyDiscount(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "discount.apply";
    }

    @Override
    public boolean inside() {
        return provider.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return provider.find(Kind.DISCOUNT, action.id()).map(ApplyDiscount::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(provider.make(
                Kind.DISCOUNT,
                action.id(),
                action.customer(),
                action.arguments().deepCopy().put("at", clock.instant().toString())));
    }

    private static Done done(ObjectNode discount) {
        Instant at = Instant.parse(discount.get("at").textValue());
        return new Done(
                List.of(new CustomerFact.DiscountApplied(
                        discount.get("percent").intValue(),
                        discount.get("months").intValue(),
                        at)),
                "Applied %d %% off for %d months"
                        .formatted(
                                discount.get("percent").intValue(),
                                discount.get("months").intValue()));
    }
}
