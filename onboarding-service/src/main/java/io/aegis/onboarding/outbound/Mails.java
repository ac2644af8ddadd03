package io.aegis.onboarding.outbound;

import io.quarkus.mailer.MailTemplate.MailTemplateInstance;
import io.quarkus.qute.CheckedTemplate;

/** The prepared mails; their words are in {@code templates/mail}, as text and as HTML. Empty is what is not known. */
@CheckedTemplate(basePath = "mail")
class Mails {
    private Mails() {}

    static native MailTemplateInstance welcome(String name, String trialEnds, String sandbox);

    static native MailTemplateInstance production_ready(String name);

    /** @param text in words of its own, its lines as they are */
    static native MailTemplateInstance written(String text);
}
