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

/** {@code mail.send}: one of the prepared mails. */
@ApplicationScoped
class SendMail implements ActionEffect {
    private final Provider provider;
    private final Clock clock;

    SendMail(Provider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "mail.send";
    }

    @Override
    public boolean inside() {
        return provider.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return provider.find(Kind.MAIL, action.id()).map(SendMail::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(provider.make(
                Kind.MAIL,
                action.id(),
                action.customer(),
                action.arguments().deepCopy().put("at", clock.instant().toString())));
    }

    private static Done done(ObjectNode mail) {
        Instant at = Instant.parse(mail.get("at").textValue());
        return new Done(
                List.of(new CustomerFact.MailSent(mail.get("template").textValue(), at)),
                "Sent the " + mail.get("template").textValue() + " mail");
    }
}
