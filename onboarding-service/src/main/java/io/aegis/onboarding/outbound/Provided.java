package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionRecords;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.messaging.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What the built-in provider keeps a record of, by the action that made it. */
@ApplicationScoped
class Provided implements ActionRecords {
    private static final Rows.Table<Thing> THINGS = Rows.Table.<Thing>of(
                    "provided",
                    """
                    select action, json_build_object('kind', kind, 'customer', customer, 'made', document::json)::text
                    from provided where action = any (?)
                    """,
                    row -> Json.read(row, Thing.class),
                    "insert into provided (action, kind, customer, document, made_at) select * from {rows}")
            .text(Thing::kind)
            .text(thing -> thing.customer.value())
            .text(thing -> Json.text(thing.made))
            .time(thing -> Details.at(thing.made));

    private final Rows rows;

    Provided(Rows rows) {
        this.rows = rows;
    }

    private record Thing(String kind, CustomerId customer, ObjectNode made) {}

    @Override
    public void expect(List<ActionId> actions) {
        rows.expect(THINGS, actions.stream().map(ActionId::value).toList());
    }

    Optional<ObjectNode> find(ActionId action) {
        return rows.find(THINGS, action.value()).map(Thing::made);
    }

    /** @param made with the time at which it was made, see {@link Details#at} */
    void keep(ActionId action, String kind, CustomerId customer, ObjectNode made) {
        rows.put(THINGS, action.value(), new Thing(kind, customer, made));
    }
}
