package io.aegis.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LocalPlatformTest {
    private static final LocalPlatform PLATFORM = LocalPlatform.shared();

    @Test
    void every_topic_of_the_list_exists_with_its_partitions_and_nothing_else() throws Exception {
        Map<String, Integer> found = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", PLATFORM.bootstrapServers()))) {
            admin.describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) -> found.put(name, topic.partitions().size()));
        }

        assertThat(found).isEqualTo(Topics.all()).hasSize(32).containsEntry("aegis.billing.events.v1", 8);
        assertThat(found).containsEntry("aegis.billing.events.v1.dlq", 1);
    }

    @Test
    void the_seals_of_the_audit_are_kept_for_good() throws Exception {
        ConfigResource seals = new ConfigResource(ConfigResource.Type.TOPIC, "aegis.audit.seals.v1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", PLATFORM.bootstrapServers()))) {
            Config config = admin.describeConfigs(List.of(seals)).all().get().get(seals);

            assertThat(config.get("retention.ms").value()).isEqualTo("-1");
            assertThat(config.get("retention.bytes").value()).isEqualTo("-1");
        }
    }

    @Test
    void a_row_and_a_record_survive_the_power_cut() throws Exception {
        TopicPartition partition = new TopicPartition("aegis.usage.events.v1.dlq", 0);
        Map<String, Object> settings = Map.of("bootstrap.servers", PLATFORM.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(partition.topic(), "k", "kept")).get();
        }
        execute("create table kept (v text)");
        execute("insert into kept values ('kept')");

        PLATFORM.restartKafka(true);
        PLATFORM.restartPostgres(true);

        assertThat(single("select v from kept")).isEqualTo("kept");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofSeconds(20)).records(partition))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("kept");
        }
    }

    @Test
    void postgres_waits_for_the_disk_only_outside_of_tests_and_asks_for_a_password() throws Exception {
        assertThat(single("show fsync")).isEqualTo("off");
        assertThat(single("show max_connections")).isEqualTo("300");
        assertThat(single("show listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(single("select distinct auth_method from pg_hba_file_rules")).isEqualTo("scram-sha-256");
    }

    @Test
    void the_quarkus_resource_gives_what_the_services_are_configured_by() {
        assertThat(new LocalPlatform().start())
                .containsEntry("kafka.bootstrap.servers", PLATFORM.bootstrapServers())
                .containsEntry("DATABASE_USER", "aegis")
                .containsEntry("AEGIS_SECRETS", PLATFORM.secrets().toString())
                .containsEntry("quarkus.devservices.enabled", "false");
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String single(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect() throws Exception {
        return DriverManager.getConnection(PLATFORM.jdbcUrl("aegis_state"), PLATFORM.user(), PLATFORM.password());
    }
}
