package io.aegis.state.domain;

import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Contact;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Who the customer is. A later introduction corrects an earlier one in what it says; an earlier one fills what is missing. */
public record Profile(
        @Nullable LastWord<String> name,
        @Nullable LastWord<String> email,
        @Nullable LastWord<String> timeZone,
        @Nullable LastWord<String> locale,
        @Nullable LastWord<Consent> consent,
        @Nullable Instant erasedAt) {
    static final Profile EMPTY = new Profile(null, null, null, null, null, null);

    Profile after(CustomerFact.Introduced told) {
        return new Profile(
                LastWord.after(name, told.name(), told.at()),
                LastWord.after(email, told.email(), told.at()),
                LastWord.after(timeZone, known(told.timeZone()), told.at()),
                LastWord.after(locale, told.locale(), told.at()),
                LastWord.after(consent, told.contact(), told.at()),
                erasedAt);
    }

    /** Only what the customer withheld is known of him from now on. */
    Profile after(CustomerFact.Erased told) {
        return new Profile(null, null, null, null, consent, told.at());
    }

    Profile after(CustomerFact.Readmitted told) {
        return new Profile(name, email, timeZone, locale, consent, null);
    }

    /** Whoever speaks to the customer at his time must be able to tell it: what is no time zone is not said. */
    private static @Nullable String known(@Nullable String timeZone) {
        try {
            return timeZone == null ? null : ZoneId.of(timeZone).getId();
        } catch (DateTimeException e) {
            return null;
        }
    }

    Contact contact() {
        return new Contact(LastWord.valueOf(timeZone), LastWord.valueOf(locale), LastWord.valueOf(consent), erasedAt);
    }
}
