package io.aegis.query.outbound;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TicketId;
import io.aegis.query.QueryConfig;
import io.aegis.query.application.TicketStore;
import io.aegis.query.domain.Ticket;
import io.aegis.query.domain.Ticket.Priority;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tickets in this agent's own database, for a company that has connected no ticket system. */
@Typed(BuiltInTickets.class)
@ApplicationScoped
class BuiltInTickets implements TicketStore {
    private static final Pattern ID = Pattern.compile("T-([1-9]\\d{0,17})");

    private final QueryConfig config;
    private final Clock clock;

    BuiltInTickets(QueryConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Optional<Ticket> find(ActionId action) {
        return QuarkusTransaction.requiringNew()
                .call(() -> TicketEntity.<TicketEntity>find("action", action.value())
                        .firstResultOptional()
                        .map(this::ticket));
    }

    @Override
    public Optional<Ticket> find(TicketId ticket) {
        Matcher id = ID.matcher(ticket.value());
        return id.matches()
                ? QuarkusTransaction.requiringNew()
                        .call(() -> TicketEntity.<TicketEntity>findByIdOptional(Long.valueOf(id.group(1)))
                                .map(this::ticket))
                : Optional.empty();
    }

    @Override
    public List<Ticket> latest(@Nullable CustomerId customer, int most) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Sort order = Sort.descending("number");
            PanacheQuery<TicketEntity> rows = customer == null
                    ? TicketEntity.findAll(order)
                    : TicketEntity.find("customer", order, customer.value());
            return rows.page(0, most).list().stream().map(this::ticket).toList();
        });
    }

    @Override
    public Ticket open(ActionId action, Draft draft) {
        return find(action)
                .orElseGet(() -> QuarkusTransaction.requiringNew().call(() -> {
                    TicketEntity row = new TicketEntity();
                    row.action = action.value();
                    row.customer = draft.customer().value();
                    row.conversation = draft.conversation().value();
                    row.subject = draft.subject();
                    row.body = draft.body();
                    row.priority = draft.priority().wireName();
                    row.openedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
                    row.persist();
                    return ticket(row);
                }));
    }

    private Ticket ticket(TicketEntity row) {
        String id = "T-" + row.number;
        return new Ticket(
                new TicketId(id),
                new CustomerId(row.customer),
                new ConversationId(row.conversation),
                row.subject,
                row.body,
                Priority.of(row.priority),
                config.ticketsUrl() + "/" + id,
                row.openedAt);
    }
}
