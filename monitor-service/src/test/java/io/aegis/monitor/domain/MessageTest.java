package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.monitor.domain.Message.Letter;
import io.aegis.monitor.domain.Message.Mail;
import io.aegis.monitor.domain.Message.Worded;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    private static final Traits ADA = new Traits(Map.of("name", "Ada", "email", "ada@example.com"));
    private static final Traits FACT = new Traits(Map.of("hint", "1234"));
    private static final Text SAID = new Text("Hi {customer.name|there}.");
    private static final Message WITH_MAIL = new Message(
            SAID, new Mail(new Text("Key {fact.hint}"), new Text("Dear {customer.name},\n\nkey {fact.hint}.")));

    @Test
    void conversation_and_mail_have_words_of_their_own() {
        assertThat(WITH_MAIL.word(ADA, FACT))
                .isEqualTo(new Worded.Said("Hi Ada.", new Letter("Key 1234", "Dear Ada,\n\nkey 1234.")));
    }

    @Test
    void without_an_address_it_is_said_in_the_conversation_only() {
        assertThat(WITH_MAIL.word(new Traits(Map.of("name", "Ada")), FACT)).isEqualTo(new Worded.Said("Hi Ada.", null));
    }

    @Test
    void what_the_mail_lacks_keeps_all_of_it_back() {
        assertThat(WITH_MAIL.word(new Traits(Map.of("email", "ada@example.com")), FACT))
                .isEqualTo(new Worded.Unsayable("the message lacks customer.name"));
        assertThat(WITH_MAIL.word(ADA, new Traits(Map.of())))
                .isEqualTo(new Worded.Unsayable("the message lacks fact.hint"));
    }

    /** What a customer is called is the customer's to say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `Ada\r\nBcc: eve@example.com` | For Ada Bcc: eve@example.com
            `  Ada\t \n`                 | For Ada
            {customer.email}            | For {customer.email}
            """)
    void a_subject_stays_one_line_whatever_it_is_filled_with(String name, String subject) {
        Message message = new Message(SAID, new Mail(new Text("For {customer.name}"), SAID));
        Traits customer = new Traits(Map.of("name", name.translateEscapes(), "email", "ada@example.com"));

        assertThat(message.word(customer, FACT))
                .isInstanceOfSatisfying(
                        Worded.Said.class,
                        said -> assertThat(said.letter().subject()).isEqualTo(subject));
    }

    @Test
    void a_mail_that_its_action_would_not_take_is_not_proposed() {
        Message message = new Message(SAID, new Mail(new Text("For {customer.name}"), SAID));
        Traits longName = new Traits(Map.of("name", "A".repeat(147), "email", "ada@example.com"));

        assertThat(message.word(longName, FACT))
                .isEqualTo(new Worded.Unsayable("the mail is too long with what it says of the customer"));
        assertThat(new Message(new Text("Hi"), new Mail(new Text("{customer.plan|}"), SAID)).word(ADA, FACT))
                .isEqualTo(new Worded.Unsayable("the mail is empty"));
    }

    @Test
    void the_bounds_are_those_of_the_action() {
        Map<String, ActionType.Argument> arguments =
                ActionCatalogue.packaged().get("mail.send").arguments();

        assertThat(arguments.get("subject").maximum()).isEqualTo(Message.LONGEST_SUBJECT);
        assertThat(arguments.get("text").maximum()).isEqualTo(Message.LONGEST_MAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "one\ntwo"})
    void a_subject_is_written_in_one_line(String subject) {
        assertThatThrownBy(() -> new Mail(new Text(subject), SAID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a mail's subject is one line");
    }
}
