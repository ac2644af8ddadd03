package io.aegis.feedback.skill;

import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerFact.TicketOpened;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Json;
import io.aegis.contracts.TicketId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hands a complaint, or a wish for a person, over to people: by a ticket, unless there is one about the same already. The
 * ticket is executed by another agent; this one waits for it to link it.
 */
@ApplicationScoped
class Handoff implements Skill {
    private static final int LONGEST_SUBJECT = 120;
    private static final int LONGEST_WORDS = 1900;

    private static final Pattern LEAVES = Pattern.compile(
            "\\b(cancel|cancelling|canceling|leaving|quit|quitting|terminate|done with you|a competitor)\\b",
            Pattern.CASE_INSENSITIVE);

    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.COMPLAINT, Intent.HUMAN);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        Ask ask = situation.ask();
        Optional<CustomerSnapshot> profile = situation.profile();
        if (profile.isEmpty()) {
            return CallTools.of(ToolCall.of(Tools.PROFILE));
        }
        if (situation.tried()) {
            return Say.of(situation
                    .brought(TicketOpened.class)
                    .map(opened -> opened(ask.intent(), link(opened.ticket(), opened.url())))
                    .orElseGet(() -> notOpened(situation)));
        }
        String subject = subject(ask);
        return profile.get().tickets().stream()
                .filter(ticket -> ticket.subject().equalsIgnoreCase(subject))
                .findFirst()
                .<ModelAnswer>map(ticket -> Say.of(alreadyOpen(ask.intent(), link(ticket.ticket(), ticket.url()))))
                .orElseGet(() -> CallTools.of(ticket(ask, subject, profile.get())));
    }

    private static ToolCall ticket(Ask ask, String subject, CustomerSnapshot customer) {
        boolean urgent = customer.health().level() == HealthLevel.AT_RISK
                || LEAVES.matcher(ask.text()).find();
        return new ToolCall(
                "ticket.open",
                Json.object()
                        .put("subject", subject)
                        .put("body", body(ask))
                        .put("priority", urgent ? "high" : "normal"));
    }

    private static String subject(Ask ask) {
        return ask.intent() == Intent.HUMAN
                ? "Asks for a person"
                : "Complaint: " + start(ask.text().strip().replaceAll("\\s+", " "), LONGEST_SUBJECT);
    }

    /** The customer's words, and the reply they follow. */
    private static String body(Ask ask) {
        String words = start(ask.text(), LONGEST_WORDS);
        return ask.memory().stream()
                .filter(utterance -> utterance.speaker() == Speaker.AEGIS)
                .map(Utterance::text)
                .reduce((earlier, later) -> later)
                .map(reply -> words + "\n\nThe reply before that:\n\n" + start(reply, LONGEST_WORDS))
                .orElse(words);
    }

    private static String opened(Intent intent, String ticket) {
        return intent == Intent.HUMAN
                ? "I have asked for a person: " + ticket
                        + " is open for you. When somebody answers I cannot promise; until then you can go on asking me."
                : "I am sorry about that. I opened " + ticket + " with what you wrote, so that a person looks into it.";
    }

    private static String alreadyOpen(Intent intent, String ticket) {
        return intent == Intent.HUMAN
                ? "A person is asked for already: " + ticket
                        + ". I did not open another ticket. When somebody answers I cannot promise."
                : "I am sorry that this is still not solved. " + ticket
                        + " about it is open already, so I did not open another.";
    }

    private static String notOpened(Situation situation) {
        return "I am sorry. I wanted to open a ticket for you and could not"
                + situation.setbacks().stream()
                        .findFirst()
                        .map(reason -> ": " + reason)
                        .orElse(".")
                + " Please try again later.";
    }

    private static String link(TicketId ticket, String url) {
        return "[ticket " + ticket + "](" + url + ")";
    }

    /** At most that many characters, and no half one at the end. */
    private static String start(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
