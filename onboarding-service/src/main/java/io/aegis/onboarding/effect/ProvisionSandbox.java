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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code sandbox.provision}: a sandbox with sample data. */
@ApplicationScoped
class ProvisionSandbox implements ActionEffect {
    private final Provider provider;
    private final Clock clock;

    ProvisionSandbox(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "sandbox.provision";
    }

    @Override
    public boolean inside() {
        return provider.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return provider.find(Kind.SANDBOX, action.id()).map(ProvisionSandbox::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(provider.make(
                Kind.SANDBOX,
                action.id(),
                action.customer(),
                Json.object().put("at", clock.instant().toString())));
    }

    private static Done done(ObjectNode sandbox) {
        Instant at = Instant.parse(sandbox.get("at").textValue());
        return new Done(
                List.of(new CustomerFact.SandboxProvisioned(sandbox.get("url").textValue(), at)),
                "Provisioned a sandbox");
    }
}
