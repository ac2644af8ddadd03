package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Ticket;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.TicketId;
import java.util.List;
import java.util.stream.Stream;

/**
 * What went to and fro.
 *
 * @param mailsSent each template once, however often it was sent
 * @param interventions of the monitor, oldest first
 */
public record Correspondence(List<String> mailsSent, List<Ticket> tickets, List<InterventionId> interventions) {
    static final Correspondence NONE = new Correspondence(List.of(), List.of(), List.of());

    public Correspondence {
        mailsSent = List.copyOf(mailsSent);
        tickets = List.copyOf(tickets);
        interventions = List.copyOf(interventions);
    }

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
                interventions);
    }

    Correspondence after(CustomerFact.TicketOpened told) {
        Ticket ticket = new Ticket(told.ticket(), told.subject(), told.url(), told.at());
        return has(told.ticket())
                ? this
                : new Correspondence(
                        mailsSent,
                        Stream.concat(tickets.stream(), Stream.of(ticket)).toList(),
                        interventions);
    }

    Correspondence after(CustomerFact.InterventionRaised told) {
        return has(told.intervention())
                ? this
                : new Correspondence(
                        mailsSent,
                        tickets,
                        Stream.concat(interventions.stream(), Stream.of(told.intervention()))
                                .toList());
    }
}
