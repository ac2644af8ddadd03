package io.aegis.messaging;

import io.aegis.local.testing.LocalPlatform;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database with messaging's tables, for tests that need no running service. */
final class FreshDatabase {
    private FreshDatabase() {}

    /** @param scripts of messaging, such as V1.0__messaging.sql */
    static Database of(String name, String... scripts) throws SQLException {
        LocalPlatform platform = LocalPlatform.shared();
        execute(platform, "postgres", "drop database if exists " + name);
        execute(platform, "postgres", "create database " + name);
        for (String script : scripts) {
            execute(platform, name, text("/db/messaging/" + script));
        }
        return new Database(dataSource(platform, name));
    }

    private static String text(String resource) {
        try (InputStream script = Objects.requireNonNull(FreshDatabase.class.getResourceAsStream(resource))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PGSimpleDataSource dataSource(LocalPlatform platform, String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(platform.jdbcUrl(name));
        source.setUser(platform.user());
        source.setPassword(platform.password());
        return source;
    }

    private static void execute(LocalPlatform platform, String name, String sql) throws SQLException {
        try (Connection connection = dataSource(platform, name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
