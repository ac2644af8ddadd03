package io.aegis.onboarding.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.time.Instant;
import java.util.Optional;

/** The port to wherever mail is sent from. It throws as {@link BillingProvider} does. */
public interface MailProvider {
    /** True when it is no other system but rows in this service's database. */
    boolean inside();

    /**
     * The mail that was sent for this action before; empty when there was none.
     *
     * @throws io.aegis.agent.application.ActionEffect.Refused when there is no way to know: it is not sent again
     */
    Optional<Sent> findMail(ActionId action);

    /** Sends one of the prepared mails to the address of the customer's profile. */
    Sent sendMail(ActionId action, CustomerId customer, Template template);

    record Sent(Template template, Instant at) {}

    enum Template {
        WELCOME("welcome"),
        PRODUCTION_READY("production_ready");

        private final String wireName;

        Template(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** As the catalogue names it. */
        public static Template of(String wireName) {
            for (Template template : values()) {
                if (template.wireName.equals(wireName)) {
                    return template;
                }
            }
            throw new IllegalArgumentException("no mail is called so");
        }
    }
}
