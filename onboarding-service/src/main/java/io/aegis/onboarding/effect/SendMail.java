package io.aegis.onboarding.effect;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.MailProvider;
import io.aegis.onboarding.application.MailProvider.Sent;
import io.aegis.onboarding.application.MailProvider.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@code mail.send}: one of the prepared mails. */
@ApplicationScoped
class SendMail implements ActionEffect {
    private final MailProvider mails;

    SendMail(MailProvider mails) {
        this.mails = mails;
    }

    @Override
    public String type() {
        return "mail.send";
    }

    @Override
    public boolean inside() {
        return mails.inside();
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return mails.findMail(action.id()).map(SendMail::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        Template template = Template.of(action.arguments().get("template").textValue());
        return done(mails.sendMail(action.id(), action.customer(), template));
    }

    private static Done done(Sent mail) {
        String template = mail.template().wireName();
        return new Done(List.of(new CustomerFact.MailSent(template, mail.at())), "Sent the " + template + " mail");
    }
}
