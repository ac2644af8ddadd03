package io.aegis.onboarding.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.onboarding.application.MailProvider;
import io.aegis.onboarding.application.MailProvider.Letter;
import io.aegis.onboarding.application.MailProvider.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code mail.send}: one of the prepared mails, or one in words of its own. */
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
        return mails.findMail(action.id()).map(at -> done(action, at));
    }

    @Override
    public Done perform(ProposedAction action) {
        return done(action, mails.sendMail(action.id(), action.customer(), letter(action.arguments())));
    }

    private static Letter letter(ObjectNode arguments) {
        String template = arguments.get("template").textValue();
        try {
            return template.equals(Letter.Written.NAME)
                    ? new Letter.Written(
                            arguments.path("subject").asText(),
                            arguments.path("text").asText())
                    : new Letter.Prepared(Template.of(template));
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    /** A playbook's mail is told by the playbook's name, so that it is known to belong to a contact that counts already. */
    private static Done done(ProposedAction action, Instant at) {
        String template = action.arguments().get("template").textValue();
        boolean written = template.equals(Letter.Written.NAME);
        String name = written && action.askedByPlaybook() ? action.requester() : template;
        return new Done(
                List.of(new CustomerFact.MailSent(name, at)),
                written
                        ? "Sent the mail \""
                                + action.arguments().path("subject").asText() + "\""
                        : "Sent the " + template + " mail");
    }
}
