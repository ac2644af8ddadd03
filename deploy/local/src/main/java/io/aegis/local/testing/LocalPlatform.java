package io.aegis.local.testing;

import io.aegis.local.LocalPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A real broker with all topics and a real PostgreSQL with all databases, for tests: one pair per JVM, started by the
 * first who asks, on free ports in a temporary folder, stopped with the JVM however that ends. Tests share it, so each
 * uses customer ids of its own.
 *
 * <p>In Quarkus: {@code @QuarkusTestResource(LocalPlatform.class)}. Elsewhere: {@link #shared()}.
 */
public final class LocalPlatform implements QuarkusTestResourceLifecycleManager {

    public static LocalPlatform shared() {
        LocalPlatform platform = new LocalPlatform();
        controls();
        return platform;
    }

    @Override
    public Map<String, String> start() {
        return Map.of(
                "kafka.bootstrap.servers", bootstrapServers(),
                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                "DATABASE_URL", ask("jdbcUrl"),
                "DATABASE_USER", LocalPostgres.USER,
                "DATABASE_PASSWORD", password(),
                "AEGIS_SECRETS", secrets().toString(),
                "quarkus.devservices.enabled", "false");
    }

    /** Nothing: other tests of this JVM go on using it. */
    @Override
    public void stop() {}

    public String bootstrapServers() {
        return ask("bootstrapServers");
    }

    /** Of one database, such as {@code aegis_state}. */
    public String jdbcUrl(String database) {
        return ask("jdbcUrl") + "/" + database;
    }

    public String user() {
        return LocalPostgres.USER;
    }

    public String password() {
        return ask("password");
    }

    /** The folder AEGIS_SECRETS. */
    public Path secrets() {
        return Path.of(ask("secrets"));
    }

    /** Same port, same data; returns when it serves again. */
    public void restartKafka(boolean kill9) {
        ask(kill9 ? "killKafka" : "restartKafka");
    }

    /** Same port, same data; returns when it serves again. */
    public void restartPostgres(boolean kill9) {
        ask(kill9 ? "killPostgres" : "restartPostgres");
    }

    private static String ask(String control) {
        Supplier<String> answer = controls().get(control);
        if (answer == null) {
            throw new IllegalArgumentException(control);
        }
        return answer.get();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Supplier<String>> controls() {
        try {
            Class<?> home = Class.forName(SharedServers.class.getName(), true, ClassLoader.getSystemClassLoader());
            Method controls = home.getDeclaredMethod("controls");
            controls.setAccessible(true);
            return (Map<String, Supplier<String>>) controls.invoke(null);
        } catch (ClassNotFoundException onlyHere) {
            return SharedServers.controls();
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
