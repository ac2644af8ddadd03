package io.aegis.e2e.bench;

import io.aegis.local.Service;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many customers at once: every row that one customer's turn left behind, in every table of every service, is copied under
 * other ids. So the tables are as full as if that many customers had taken that turn, whatever the tables are.
 */
final class Population {
    private static final List<String> NOT_OF_CUSTOMERS = List.of("flyway_schema_history", "lane", "replica");

    private Population() {}

    /** @return rows added, by database and table */
    static Map<String, Long> grow(Databases databases, DurableTurns.Taken like, int customers) throws SQLException {
        Map<String, Long> added = new LinkedHashMap<>();
        List<String> ids = List.of(like.customer(), like.conversation(), like.turn());
        for (Map.Entry<Service, Connection> one : databases.all().entrySet()) {
            grow(one.getValue(), ids, customers)
                    .forEach((table, rows) -> added.put(one.getKey().id() + "." + table, rows));
        }
        try (Statement statement = databases.any().createStatement()) {
            statement.execute("checkpoint");
        }
        return added;
    }

    /**
     * The same in one database.
     *
     * @param ids whatever holds one of them is copied
     * @return rows added, by table
     */
    static Map<String, Long> grow(Connection connection, List<String> ids, int customers) throws SQLException {
        Map<String, Long> added = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            // Neither foreign keys nor triggers: the copies are as whole as what they are copied from.
            statement.execute("set session_replication_role = replica");
            statement.execute("set synchronous_commit = off");
            for (String table : texts(
                    connection, "select tablename from pg_tables where schemaname = 'public' order by tablename")) {
                if (!NOT_OF_CUSTOMERS.contains(table)) {
                    long rows = statement.executeLargeUpdate(copy(connection, table, ids, customers));
                    if (rows > 0) {
                        statement.execute("vacuum analyze " + table);
                        added.put(table, rows);
                    }
                }
            }
            statement.execute("set session_replication_role = origin");
        }
        return added;
    }

    /** Rows that hold another id of their own, such as a message to oneself, are left out as conflicts. */
    private static String copy(Connection connection, String table, List<String> ids, int customers)
            throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String column : texts(connection, """
                select column_name || ' ' || data_type from information_schema.columns
                where table_schema = 'public' and table_name = '%s' and is_identity = 'NO' order by ordinal_position
                """.formatted(table))) {
            String name = column.substring(0, column.indexOf(' '));
            String type = column.substring(column.indexOf(' ') + 1);
            names.add(name);
            values.add(
                    switch (type) {
                        case "text", "jsonb" -> "cast(%s as %s)".formatted(renamed("t." + name + "::text", ids), type);
                        default -> "t." + name;
                    });
        }
        return """
                insert into %1$s (%2$s) select %3$s from %1$s t cross join generate_series(1, %4$d) n
                where t::text like any (array[%5$s]) on conflict do nothing
                """.formatted(
                table,
                String.join(", ", names),
                String.join(", ", values),
                customers,
                String.join(", ", ids.stream().map(id -> "'%" + id + "%'").toList()));
    }

    private static String renamed(String value, List<String> ids) {
        String renamed = value;
        for (String id : ids) {
            renamed = "replace(%s, '%s', '%s-' || n)".formatted(renamed, id, id);
        }
        return renamed;
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
