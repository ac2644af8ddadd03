package io.aegis.onboarding.effect;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Environment;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.KeyVault;
import io.aegis.onboarding.application.KeyVault.IssuedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@code key.issue}: an API key in the vault. */
@ApplicationScoped
class IssueKey implements ActionEffect {
    private final KeyVault vault;

    IssueKey(KeyVault vault) {
        this.vault = vault;
    }

    @Override
    public String type() {
        return "key.issue";
    }

    @Override
    public boolean inside() {
        return true;
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return vault.find(action.id()).map(IssueKey::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        Environment environment =
                Environment.of(action.arguments().get("environment").textValue());
        return done(vault.issue(action.id(), action.customer(), environment));
    }

    private static Done done(IssuedKey key) {
        return new Done(
                List.of(new CustomerFact.KeyIssued(key.id(), key.environment(), key.hint(), key.issuedAt())),
                "Issued a " + key.environment().wireName() + " key ending in " + key.hint());
    }
}
