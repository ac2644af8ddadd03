package io.aegis.monitor.domain;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a variant says.
 *
 * @param text in the conversation
 * @param mail that goes out beside it; absent for none
 */
public record Message(Text text, @Nullable Mail mail) {
    /** Bounds of the action that sends it. */
    static final int LONGEST_SUBJECT = 150;

    static final int LONGEST_MAIL = 8_000;

    /** @param subject one line */
    public record Mail(Text subject, Text text) {
        public Mail {
            if (subject.template().strip().lines().count() != 1) {
                throw new IllegalArgumentException("a mail's subject is one line");
            }
            if (subject.template().length() > LONGEST_SUBJECT) {
                throw new IllegalArgumentException(
                        "a mail's subject has at most %d characters".formatted(LONGEST_SUBJECT));
            }
            if (text.template().length() > LONGEST_MAIL) {
                throw new IllegalArgumentException("a mail has at most %d characters".formatted(LONGEST_MAIL));
            }
        }
    }

    /** A mail as one customer gets it. */
    public record Letter(String subject, String text) {}

    /** The words for one customer, or why there are none. */
    sealed interface Worded {
        record Said(String text, @Nullable Letter letter) implements Worded {}

        record Unsayable(String why) implements Worded {}
    }

    /** Said in the conversation only. */
    public static Message of(Text text) {
        return new Message(text, null);
    }

    /** The traits named of {@code customer} or of {@code fact}, in whatever is said. */
    public Set<String> traitsOf(String source) {
        Set<String> names = new TreeSet<>(text.traitsOf(source));
        if (mail != null) {
            names.addAll(mail.subject.traitsOf(source));
            names.addAll(mail.text.traitsOf(source));
        }
        return names;
    }

    Worded word(Traits customer, Traits fact) {
        Text.Filled said = text.fill(customer, fact);
        if (mail == null) {
            return said instanceof Text.Filled.Said words ? new Worded.Said(words.text(), null) : lacking(said);
        }
        Text.Filled subject = mail.subject.fill(customer, fact);
        Text.Filled body = mail.text.fill(customer, fact);
        if (said instanceof Text.Filled.Said words
                && subject instanceof Text.Filled.Said line
                && body instanceof Text.Filled.Said letter) {
            return posted(words.text(), new Letter(oneLine(line.text()), letter.text()), customer);
        }
        return lacking(said, subject, body);
    }

    /** Without an address it is said in the conversation all the same. */
    private static Worded posted(String text, Letter letter, Traits customer) {
        if (customer.get("email") == null) {
            return new Worded.Said(text, null);
        }
        if (letter.subject.isEmpty() || letter.text.isEmpty()) {
            return new Worded.Unsayable("the mail is empty");
        }
        return letter.subject.length() > LONGEST_SUBJECT || letter.text.length() > LONGEST_MAIL
                ? new Worded.Unsayable("the mail is too long with what it says of the customer")
                : new Worded.Said(text, letter);
    }

    /** What is known of a customer may hold anything; a header may not. */
    private static String oneLine(String subject) {
        return subject.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    private static Worded lacking(Text.Filled... filled) {
        return Stream.of(filled)
                .flatMap(one -> one instanceof Text.Filled.Lacking lacking
                        ? Optional.of(lacking.place()).stream()
                        : Stream.<String>empty())
                .findFirst()
                .<Worded>map(place -> new Worded.Unsayable("the message lacks " + place))
                .orElseThrow();
    }
}
