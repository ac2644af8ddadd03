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
     * When the mail was sent for this action before; empty when there was none.
     *
     * @throws io.aegis.agent.application.ActionEffect.Refused when there is no way to know: it is not sent again
     */
    Optional<Instant> findMail(ActionId action);

    /**
     * Sends a mail to the address of the customer's profile.
     *
     * @return when it was sent
     */
    Instant sendMail(ActionId action, CustomerId customer, Letter letter);

    /** What a mail says. */
    sealed interface Letter {
        /** One of the prepared mails. */
        record Prepared(Template template) implements Letter {}

        /**
         * Words of somebody's own.
         *
         * @param subject one line
         * @param text plain text; what looks like HTML in it is shown as it stands
         */
        record Written(String subject, String text) implements Letter {
            /** As the catalogue names it. */
            public static final String NAME = "written";

            public Written {
                if (subject.isBlank() || text.isBlank()) {
                    throw new IllegalArgumentException("A mail has a subject and a text.");
                }
                if (subject.chars().anyMatch(Character::isISOControl)) {
                    throw new IllegalArgumentException("The subject of a mail is one line.");
                }
            }
        }
    }

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
