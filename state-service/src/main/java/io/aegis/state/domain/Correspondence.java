package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Ticket;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What went to and fro.
 *
 * @param mailsSent each template once, however often it was sent
 * @param interventions of the monitor, oldest first
 * @param judgements the latest 20, oldest first
 */
public record Correspondence(
        List<String> mailsSent, List<Ticket> tickets, List<InterventionId> interventions, List<Judgement> judgements) {
    static final Correspondence NONE = new Correspondence(List.of(), List.of(), List.of(), List.of());

    private static final int JUDGEMENTS = 20;

    public Correspondence {
        mailsSent = List.copyOf(mailsSent);
        tickets = List.copyOf(tickets);
        interventions = List.copyOf(interventions);
        judgements = List.copyOf(judgements);
    }

    /** What the customer thought of the reply of a turn, by the last word about it. */
    public record Judgement(TurnId about, Thumbs thumbs, Instant at) {}

    boolean has(TicketId id) {
        return tickets.stream().anyMatch(ticket -> ticket.ticket().equals(id));
    }

    boolean has(InterventionId id) {
        return interventions.contains(id);
    }

    Correspondence after(CustomerFact.MailSent told) {
        return new Correspondence(
                Stream.concat(mailsSent.stream(), Stream.of(told.template()))
                        .distinct()
                        .toList(),
                tickets,
                interventions,
                judgements);
    }

    Correspondence after(CustomerFact.TicketOpened told) {
        Ticket ticket = new Ticket(told.ticket(), told.subject(), told.url(), told.at());
        return has(told.ticket())
                ? this
                : new Correspondence(
                        mailsSent,
                        Stream.concat(tickets.stream(), Stream.of(ticket)).toList(),
                        interventions,
                        judgements);
    }

    Correspondence after(CustomerFact.Erased told) {
        return new Correspondence(
                mailsSent, tickets.stream().map(Personal::without).toList(), interventions, judgements);
    }

    Correspondence after(CustomerFact.InterventionRaised told) {
        return has(told.intervention())
                ? this
                : new Correspondence(
                        mailsSent,
                        tickets,
                        Stream.concat(interventions.stream(), Stream.of(told.intervention()))
                                .toList(),
                        judgements);
    }

    Correspondence after(CustomerFact.FeedbackReceived told) {
        Judgement judgement = new Judgement(told.about(), told.thumbs(), told.at());
        List<Judgement> next = Stream.concat(
                        judgements.stream()
                                .filter(one -> !one.about().equals(told.about())
                                        || one.at().isAfter(told.at())),
                        judgements.stream()
                                        .anyMatch(one -> one.about().equals(told.about())
                                                && one.at().isAfter(told.at()))
                                ? Stream.empty()
                                : Stream.of(judgement))
                .sorted(Comparator.comparing(Judgement::at)
                        .thenComparing(one -> one.about().value()))
                .toList();
        return new Correspondence(
                mailsSent, tickets, interventions, next.subList(Math.max(0, next.size() - JUDGEMENTS), next.size()));
    }
}
