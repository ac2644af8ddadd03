package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import io.aegis.orchestrator.application.LoginStore;
import io.aegis.orchestrator.domain.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class LoginRepository implements LoginStore, PersonalRecords {
    private final Database database;

    LoginRepository(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Login> find(String name) {
        return database.query("select * from login where name = ?", LoginRepository::login, name).stream()
                .findFirst();
    }

    @Override
    public List<Login> all() {
        return database.query("select * from login order by name", LoginRepository::login);
    }

    @Override
    public List<Login> of(CustomerId customer) {
        return database.query(
                "select * from login where customer = ? order by name", LoginRepository::login, customer.value());
    }

    @Override
    public void save(Login login) {
        database.update(
                """
                insert into login (name, id, password_hash, roles, customer, demo) values (?, ?, ?, ?, ?, ?)
                on conflict (name) do update
                set id = excluded.id, password_hash = excluded.password_hash, roles = excluded.roles,
                    customer = excluded.customer, demo = excluded.demo
                """,
                login.user().name(),
                login.id(),
                login.passwordHash(),
                String.join(" ", new TreeSet<>(login.user().roles())),
                id(login.user().customer()),
                login.demo());
    }

    @Override
    public void remove(Login login) {
        database.update("delete from login where name = ?", login.user().name());
    }

    @Override
    public void record(Entry entry) {
        database.update(
                "insert into login_record (at, event, about_user, customer, by_whom) values (?, ?, ?, ?, ?)",
                entry.at(),
                entry.event(),
                entry.user(),
                id(entry.customer()),
                entry.by());
    }

    @Override
    public List<Entry> latest(int most) {
        return database.query(
                "select * from login_record order by id desc limit ?",
                row -> new Entry(
                        Database.time(row, "at"),
                        row.getString("event"),
                        row.getString("about_user"),
                        customer(row),
                        row.getString("by_whom")),
                most);
    }

    /** What a customer's users did to log in. The users themselves end with their logins, as a use case. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update("delete from login_record where customer = ? and at <= ?", customer.value(), until);
        return true;
    }

    private static Login login(ResultSet row) throws SQLException {
        return new Login(
                row.getString("id"),
                new User(
                        row.getString("name"), Set.of(Columns.text(row, "roles").split(" ")), customer(row)),
                row.getString("password_hash"),
                row.getBoolean("demo"));
    }

    private static @Nullable CustomerId customer(ResultSet row) throws SQLException {
        String id = row.getString("customer");
        return id == null ? null : new CustomerId(id);
    }

    private static @Nullable String id(@Nullable CustomerId customer) {
        return customer == null ? null : customer.value();
    }
}
