package io.aegis.local.testing;

import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a service wrote into its database, whatever the tables are. */
public final class Tables {
    private static final String NAMES =
            "select table_name from information_schema.tables where table_schema = 'public' order by table_name";

    private Tables() {}

    /** The tables of the shared platform's database with a row that holds the text, plainly or as bytes. */
    public static List<String> holding(String database, String text) {
        LocalPlatform platform = LocalPlatform.shared();
        try (Connection connection =
                DriverManager.getConnection(platform.jdbcUrl(database), platform.user(), platform.password())) {
            return holding(connection, text);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same in every database of a system: {@code database.table}. */
    public static List<String> holding(LocalSystem system, String text) {
        List<String> holding = new ArrayList<>();
        for (Service service : Service.values()) {
            try (Connection connection = DriverManager.getConnection(
                    system.databaseUrl() + "/" + service.database(),
                    system.databaseUser(),
                    system.databasePassword())) {
                holding(connection, text).forEach(table -> holding.add(service.database() + "." + table));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return holding;
    }

    private static List<String> holding(Connection connection, String text) throws SQLException {
        try (PreparedStatement names = connection.prepareStatement(NAMES);
                ResultSet rows = names.executeQuery()) {
            List<String> holding = new ArrayList<>();
            while (rows.next()) {
                String table = rows.getString(1);
                if (holds(connection, table, text)) {
                    holding.add(table);
                }
            }
            return holding;
        }
    }

    /** Makes the customer's timer due at once. @return false when there is none of that name */
    public static boolean due(String database, String customer, String timer) {
        LocalPlatform platform = LocalPlatform.shared();
        try (Connection connection =
                        DriverManager.getConnection(platform.jdbcUrl(database), platform.user(), platform.password());
                PreparedStatement update = connection.prepareStatement(
                        "update timer set due_at = now() - interval '1 minute' where customer = ? and name = ?")) {
            update.setString(1, customer);
            update.setString(2, timer);
            return update.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean holds(Connection connection, String table, String text) throws SQLException {
        String rows = "select exists (select 1 from \"" + table
                + "\" t where strpos(cast(t as text), ?) > 0 or strpos(cast(t as text), ?) > 0)";
        try (PreparedStatement search = connection.prepareStatement(rows)) {
            search.setString(1, text);
            search.setString(2, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
            try (ResultSet found = search.executeQuery()) {
                found.next();
                return found.getBoolean(1);
            }
        }
    }
}
