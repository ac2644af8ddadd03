package io.aegis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.local.LocalSystem.Settings;
import io.aegis.local.LocalSystem.Supervision;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSystemTest {
    private final Checkout checkout = Checkout.find();

    @TempDir
    Path temporary;

    @Test
    void data_survive_a_restart_in_a_folder_that_others_cannot_enter() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        Settings settings = Settings.onFreePorts(temporary.resolve("state"), Map.of(), Supervision.LEAVE);
        try (LocalSystem system = new LocalSystem(checkout, settings)) {
            system.startServers();
            assertThat(databases(system))
                    .contains(Stream.of(Service.values()).map(Service::database).toArray(String[]::new));
            execute(system, "create table kept as select 7 as n");
        }

        try (LocalSystem again = new LocalSystem(checkout, settings)) {
            again.startServers();

            assertThat(query(again, "select n from kept")).containsExactly("7");
            assertThat(query(again, "show fsync")).containsExactly("on");
            assertThat(topics(again)).isEqualTo(Topics.all().keySet());
            assertThat(again.running())
                    .extracting(LocalSystem.Running::name, LocalSystem.Running::health)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("kafka", "running"),
                            org.assertj.core.groups.Tuple.tuple("postgres", "running"));
        }
    }

    @Test
    void servers_of_the_users_own_are_used_and_left_running() throws Exception {
        Settings theirs = Settings.onFreePorts(temporary.resolve("theirs"), Map.of(), Supervision.LEAVE);
        try (LocalSystem own = new LocalSystem(checkout, theirs)) {
            own.startServers();
            Map<String, String> environment = Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", own.bootstrapServers(),
                    "DATABASE_URL", own.databaseUrl(),
                    "DATABASE_USER", own.databaseUser(),
                    "DATABASE_PASSWORD", own.databasePassword());
            Settings ours = Settings.onFreePorts(temporary.resolve("ours"), environment, Supervision.LEAVE);
            try (LocalSystem system = new LocalSystem(checkout, ours)) {
                system.startServers();

                assertThat(system.environmentOf(Service.QUERY))
                        .containsAllEntriesOf(environment)
                        .containsEntry("QUARKUS_HTTP_PORT", String.valueOf(ours.portBase() + 2))
                        .containsEntry("AEGIS_APPROVAL_URL", "http://localhost:" + (ours.portBase() + 6));
                assertThat(temporary.resolve("ours/data")).doesNotExist();
            }
            assertThat(topics(own)).isEqualTo(Topics.all().keySet());
        }
    }

    @Test
    void a_second_start_over_the_same_folder_is_refused() {
        Path state = temporary.resolve("state");
        Settings first = Settings.onFreePorts(state, Map.of(), Supervision.LEAVE);
        Settings second = Settings.onFreePorts(state, Map.of(), Supervision.LEAVE);
        try (LocalSystem up = new LocalSystem(checkout, first);
                LocalSystem late = new LocalSystem(checkout, second)) {
            up.startServers();

            assertThatThrownBy(late::startServers)
                    .isInstanceOf(LocalFailure.class)
                    .hasMessage("Aegis is already up over %s: ./aegis status shows it, ./aegis down stops it", state);
            assertThat(RunFile.launcher(state)).hasValue(ProcessHandle.current().pid());
        }
        assertThat(RunFile.launcher(state)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AEGIS_PORT_BASE,      3, 'port %d (feedback) is taken: stop what uses it, or choose another with AEGIS_PORT_BASE=<port>'",
        "AEGIS_KAFKA_PORT,     0, 'port %d (Kafka) is taken: stop what uses it, or choose another with AEGIS_KAFKA_PORT=<port>'",
        "AEGIS_POSTGRES_PORT,  0, 'port %d (PostgreSQL) is taken: stop what uses it, or choose another with AEGIS_POSTGRES_PORT=<port>'"
    })
    void a_taken_port_is_named_with_the_way_out(String variable, int offset, String message) throws Exception {
        int free = Ports.neighbours(20);
        Map<String, Integer> ports =
                Map.of("AEGIS_PORT_BASE", free, "AEGIS_KAFKA_PORT", free + 10, "AEGIS_POSTGRES_PORT", free + 12);
        Map<String, String> environment = new java.util.HashMap<>();
        ports.forEach((name, port) -> environment.put(name, String.valueOf(port)));
        int port = Objects.requireNonNull(ports.get(variable)) + offset;
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                LocalSystem system = new LocalSystem(checkout, Settings.from(temporary, environment, line -> {}))) {
            assertThatThrownBy(system::startServers)
                    .isInstanceOf(LocalFailure.class)
                    .hasMessage(message.formatted(taken.getLocalPort()));
        }
    }

    @ParameterizedTest
    @CsvSource({"AEGIS_PORT_BASE, http", "AEGIS_KAFKA_PORT, -1", "AEGIS_POSTGRES_PORT, 70000"})
    void what_is_not_a_port_is_refused(String variable, String value) {
        assertThatThrownBy(() -> Settings.from(temporary, Map.of(variable, value), line -> {}))
                .isInstanceOf(LocalFailure.class)
                .hasMessage("%s=%s is not a port", variable, value);
    }

    @Test
    void what_is_not_built_is_named_before_anything_starts() {
        Path bare = temporary.resolve("bare");
        Settings settings = Settings.onFreePorts(temporary.resolve("state"), Map.of(), Supervision.LEAVE);

        try (LocalSystem system = new LocalSystem(new Checkout(bare), settings)) {
            assertThatThrownBy(system::start)
                    .isInstanceOf(LocalFailure.class)
                    .hasMessage("orchestrator-service is not built: ./aegis up builds what is missing");
        }

        assertThat(settings.state()).doesNotExist();
    }

    @Test
    void data_with_another_password_say_what_to_do() throws Exception {
        Settings settings = Settings.onFreePorts(temporary.resolve("state"), Map.of(), Supervision.LEAVE);
        try (LocalSystem system = new LocalSystem(checkout, settings)) {
            system.startServers();
            Files.writeString(system.secrets().folder().resolve("database-password"), "another");
        }

        try (LocalSystem system = new LocalSystem(checkout, settings)) {
            assertThatThrownBy(system::startServers)
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContaining("belong to another database-password");
        }
    }

    private static Set<String> topics(LocalSystem system) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
            return new TreeSet<>(admin.listTopics().names().get());
        }
    }

    private static List<String> databases(LocalSystem system) throws SQLException {
        return query(system, "select datname from pg_database");
    }

    private static void execute(LocalSystem system, String sql) throws SQLException {
        try (Connection connection = connect(system);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> query(LocalSystem system, String sql) throws SQLException {
        try (Connection connection = connect(system);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static Connection connect(LocalSystem system) throws SQLException {
        return DriverManager.getConnection(
                system.databaseUrl() + "/aegis_state", system.databaseUser(), system.databasePassword());
    }
}
