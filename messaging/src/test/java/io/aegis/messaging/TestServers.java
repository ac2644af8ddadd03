package io.aegis.messaging;

import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The shared broker and PostgreSQL, with this module's own topics and database. */
public final class TestServers implements QuarkusTestResourceLifecycleManager {
    private final LocalPlatform platform = new LocalPlatform();

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = platform.start();
        try (Connection connection = DriverManager.getConnection(
                        platform.jdbcUrl("postgres"), platform.user(), platform.password());
                Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("select 1 from pg_database where datname = 'aegis_messaging'")) {
                if (rows.next()) {
                    return settings;
                }
            }
            statement.execute("create database aegis_messaging");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()))) {
            Set<NewTopic> topics = Stream.of("test.in", "test.in.dlq", "test.out", "test.ticks", "test.ticks.dlq")
                    .map(name -> new NewTopic(name, Optional.of(2), Optional.empty()))
                    .collect(Collectors.toSet());
            admin.createTopics(topics).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return settings;
    }

    @Override
    public void stop() {}
}
