package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that change something outside, made once. That a call is about to be made is committed before it is made, and that
 * it was made is committed together with its consequences; who finds a call made but not settled looks it up before making
 * it again, under the same idempotency key.
 *
 * <p>A released action whose message still waits in the inbox is what other systems call PENDING.
 */
@ApplicationScoped
public class Effects {
    private static final short SENT = 0;
    private static final short DONE = 1;

    private static final Rows.Table<Call> CALLS = Rows.Table.<Call>of(
                    "effect", "select id, state::text from effect where id = any (?)", Call::read, """
                    insert into effect (id, customer, state, result, done_at)
                    select done.*, now() from {rows} done
                    on conflict (id) do update
                    set customer = excluded.customer, state = excluded.state, result = excluded.result, done_at = now()
                    where effect.state <> excluded.state
                    """)
            .text(Call::customer)
            .number(Call::state)
            .text(Call::result);

    private final Database database;
    private final Rows rows;

    Effects(Database database, Rows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** They are read together, when the transaction asks for the first of them. */
    public void expect(Collection<String> ids) {
        rows.expect(CALLS, ids);
    }

    /**
     * The result of the call, from wherever it is known: recorded here, found at the provider, or made now. Not inside a
     * transaction; the caller settles it in the transaction that follows.
     *
     * @param id the idempotency key
     * @param lookUp asks the provider for the result of an earlier call under this id
     * @param perform makes the call; {@link NotSent} from it takes back that the call was about to be made
     */
    public <R> R once(
            String id, Class<R> type, Supplier<? extends Optional<? extends R>> lookUp, Supplier<? extends R> perform) {
        if (QuarkusTransaction.isActive()) {
            throw new IllegalStateException("an effect inside a transaction would be forgotten by its rollback");
        }
        boolean first =
                database.update("insert into effect (id, state) values (?, ?) on conflict (id) do nothing", id, SENT)
                        == 1;
        if (first) {
            try {
                return perform.get();
            } catch (NotSent e) {
                database.update("delete from effect where id = ? and state = ?", id, SENT);
                throw e;
            }
        }
        Optional<R> recorded = recorded(id, type);
        if (recorded.isPresent()) {
            return recorded.get();
        }
        Optional<? extends R> found = lookUp.get();
        return found.isPresent() ? found.get() : perform.get();
    }

    /** True when a call under this id was about to be made, whatever became of it. */
    public boolean begun(String id) {
        return rows.find(CALLS, id).isPresent();
    }

    /**
     * Records the result, inside the transaction of its consequences, as one of the last things of it. That fails when
     * somebody who does not hold the customer's lock has settled it meanwhile.
     *
     * @return false when it was settled before: its consequences have happened
     */
    public boolean settle(String id, CustomerId customer, Object result) {
        if (rows.find(CALLS, id).filter(Call::isDone).isPresent()) {
            return false;
        }
        rows.put(CALLS, id, new Call(customer.value(), DONE, Json.text(result)));
        return true;
    }

    /** That the customer's calls were made stays known; what came of those that were settled by then does not. */
    void forget(CustomerId customer, Instant until) {
        database.update(
                "update effect set result = null where customer = ? and state = ? and done_at <= ? and result is not null",
                customer.value(),
                DONE,
                until);
    }

    private <R> Optional<R> recorded(String id, Class<R> type) {
        List<Recorded> rows = database.query(
                "select state, result from effect where id = ?",
                row -> new Recorded(row.getShort(1), row.getString(2)),
                id);
        return rows.stream()
                .filter(row -> row.state == DONE)
                .map(row -> {
                    if (row.result == null) {
                        throw new IllegalStateException("what came of the call was forgotten");
                    }
                    return Json.read(row.result, type);
                })
                .findFirst();
    }

    private record Recorded(short state, @Nullable String result) {}

    /** A call as a transaction knows it: what came of it only if that is to be written. */
    private record Call(
            @Nullable String customer,
            short state,
            @Nullable String result) {
        static Call read(String state) {
            return new Call(null, Short.parseShort(state), null);
        }

        boolean isDone() {
            return state == DONE;
        }
    }
}
