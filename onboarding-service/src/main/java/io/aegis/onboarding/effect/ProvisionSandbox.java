package io.aegis.onboarding.effect;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.SandboxProvider;
import io.aegis.onboarding.application.SandboxProvider.Sandbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@code sandbox.provision}: a sandbox with sample data. */
@ApplicationScoped
class ProvisionSandbox implements ActionEffect {
    private final SandboxProvider sandboxes;

    ProvisionSandbox(SandboxProvider sandboxes) {
        this.sandboxes = sandboxes;
    }

    @Override
    public String type() {
        return "sandbox.provision";
    }

    @Override
    public boolean inside() {
        return sandboxes.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return sandboxes.findSandbox(action.id(), action.customer()).map(ProvisionSandbox::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(sandboxes.makeSandbox(action.id(), action.customer()));
    }

    private static Done done(Sandbox sandbox) {
        return new Done(
                List.of(new CustomerFact.SandboxProvisioned(sandbox.url(), sandbox.at())), "Provisioned a sandbox");
    }
}
