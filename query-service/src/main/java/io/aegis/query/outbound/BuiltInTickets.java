package io.aegis.query.outbound;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TicketId;
import io.aegis.messaging.Database;
import io.aegis.query.QueryConfig;
import io.aegis.query.application.TicketStore;
import io.aegis.query.domain.Ticket;
import io.aegis.query.domain.Ticket.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
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
    private final Database database;
    private final Clock clock;

    BuiltInTickets(QueryConfig config, Database database, Clock clock) {
        this.config = config;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<Ticket> find(ActionId action) {
        return tickets("where action = ?", action.value()).stream().findFirst();
    }

    @Override
    public Optional<Ticket> find(TicketId ticket) {
        Matcher id = ID.matcher(ticket.value());
        return id.matches()
                ? tickets("where number = ?", Long.valueOf(id.group(1))).stream()
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public List<Ticket> latest(@Nullable CustomerId customer, int most) {
        return customer == null
                ? tickets("order by number desc limit ?", most)
                : tickets("where customer = ? order by number desc limit ?", customer.value(), most);
    }

    @Override
    public Ticket open(ActionId action, Draft draft) {
        database.update(
                """
                insert into ticket (action, customer, conversation, subject, body, priority, opened_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (action) do nothing
                """,
                action.value(),
                draft.customer().value(),
                draft.conversation().value(),
                draft.subject(),
                draft.body(),
                draft.priority().wireName(),
                clock.instant());
        return find(action).orElseThrow();
    }

    private List<Ticket> tickets(String which, Object... parameters) {
        return database.query(
                "select number, customer, conversation, subject, body, priority, opened_at from ticket " + which,
                this::ticket,
                parameters);
    }

    private Ticket ticket(ResultSet row) throws SQLException {
        String id = "T-" + row.getLong("number");
        return new Ticket(
                new TicketId(id),
                new CustomerId(row.getString("customer")),
                new ConversationId(row.getString("conversation")),
                row.getString("subject"),
                row.getString("body"),
                Priority.of(row.getString("priority")),
                config.ticketsUrl() + "/" + id,
                Database.time(row, "opened_at"));
    }
}
