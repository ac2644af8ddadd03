package io.aegis.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.Topics;
import io.aegis.local.Checkout;
import io.aegis.local.Service;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files for containers and Kubernetes say the same as the services' configuration, the topic list and each other. No
 * engine or cluster reads them here: this is as far as they are checked.
 */
class DeploymentFilesTest {
    private static final Path ROOT = Checkout.find().root();
    private static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");
    private static final Map<String, Object> COMPOSE = compose();
    private static final List<Map<String, Object>> MANIFESTS = manifests();

    /** Those that speak to outside systems, with keys to them. */
    private static final Map<String, Object> CONNECTORS =
            Map.of("secretRef", Map.of("name", "aegis-connectors", "optional", true));

    private static final Set<Service> CONNECTED = Set.of(Service.ONBOARDING, Service.QUERY);

    /** The names that services are configured by. */
    private static final Set<String> VARIABLES = Stream.concat(
                    Stream.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            "DATABASE_URL",
                            "DATABASE_USER",
                            "DATABASE_PASSWORD",
                            "AEGIS_SECRETS",
                            "AEGIS_DEMO",
                            "QUARKUS_HTTP_PORT",
                            "AEGIS_MODEL",
                            "AEGIS_GEMINI_PROJECT",
                            "AEGIS_GEMINI_LOCATION",
                            "AEGIS_GEMINI_MODEL",
                            "AEGIS_GEMINI_PRICE_IN",
                            "AEGIS_GEMINI_PRICE_OUT",
                            "AEGIS_KNOWLEDGE",
                            "AEGIS_KNOWLEDGE_URL",
                            "GOOGLE_APPLICATION_CREDENTIALS",
                            "SMALLRYE_CONFIG_LOCATIONS"),
                    Arrays.stream(Service.values()).map(DeploymentFilesTest::urlVariable))
            .collect(Collectors.toUnmodifiableSet());

    /** What every agent can be told beside: who thinks, and with whose tools. */
    private static final Set<String> OF_AGENTS = Set.of(
            "AEGIS_MODEL",
            "AEGIS_GEMINI_PROJECT",
            "AEGIS_GEMINI_LOCATION",
            "AEGIS_GEMINI_MODEL",
            "AEGIS_GEMINI_PRICE_IN",
            "AEGIS_GEMINI_PRICE_OUT",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "SMALLRYE_CONFIG_LOCATIONS");

    @ParameterizedTest
    @EnumSource
    void a_service_runs_in_compose(Service service) {
        Map<String, Object> container = map(COMPOSE, "services", service.id());
        Map<String, Object> environment = map(container, "environment");

        assertThat(container).containsEntry("image", image(service));
        assertThat(map(container, "build")).containsEntry("dockerfile", "deploy/images/Dockerfile.jvm");
        assertThat(map(container, "build", "args")).containsEntry("SERVICE", service.id());
        assertThat(list(container, "ports")).isEqualTo(List.of("127.0.0.1:%1$d:%1$d".formatted(port(service))));
        assertThat(environment).containsEntry("QUARKUS_HTTP_PORT", port(service));
        assertThat(VARIABLES).containsAll(environment.keySet());
        assertThat(environment).containsEntry("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
        assertThat(list(container, "volumes").getFirst().toString()).contains(":" + environment.get("AEGIS_SECRETS"));
        for (Service other : Service.values()) {
            assertThat(environment).containsEntry(urlVariable(other), url(other));
        }
        assertThat(list(container, "healthcheck", "test")).isEqualTo(List.of("CMD", "/app/healthy", "/q/health/ready"));
        assertThat(map(container, "depends_on")).containsKeys("postgres", "topics");
    }

    @ParameterizedTest
    @EnumSource
    void a_service_runs_on_kubernetes(Service service) {
        Map<String, Object> deployment = manifest("Deployment", service.id());
        Map<String, Object> pod = map(deployment, "spec", "template", "spec");
        Map<String, Object> container = only(maps(pod, "containers"));

        assertThat(container).containsEntry("image", image(service));
        assertThat(only(maps(container, "ports"))).containsEntry("containerPort", port(service));
        assertThat(environment(container)).containsEntry("QUARKUS_HTTP_PORT", String.valueOf(port(service)));
        assertThat(map(container, "startupProbe", "httpGet")).containsEntry("path", "/q/health/started");
        assertThat(map(container, "readinessProbe", "httpGet")).containsEntry("path", "/q/health/ready");
        assertThat(map(container, "livenessProbe", "httpGet")).containsEntry("path", "/q/health/live");
        assertThat(map(container, "resources")).containsKeys("requests", "limits");
        assertThat(map(pod, "securityContext")).containsEntry("runAsNonRoot", true);
        assertThat(map(container, "securityContext"))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false);
        assertThat(map(deployment, "spec", "selector", "matchLabels"))
                .isEqualTo(map(deployment, "spec", "template", "metadata", "labels"))
                .isEqualTo(map(manifest("Service", service.id()), "spec", "selector"));
        assertThat(only(maps(manifest("Service", service.id()), "spec", "ports")))
                .containsEntry("port", port(service))
                .containsEntry("targetPort", only(maps(container, "ports")).get("name"));
    }

    @ParameterizedTest
    @EnumSource
    void a_service_on_kubernetes_is_configured_by_known_names(Service service) {
        Map<String, Object> container = container(service);
        Map<String, Object> config = map(manifest("ConfigMap", "aegis-config"), "data");
        Set<String> given = new TreeSet<>(config.keySet());
        given.addAll(environment(container).keySet());

        assertThat(list(container, "envFrom").getFirst())
                .isEqualTo(Map.of("configMapRef", Map.of("name", "aegis-config")));
        assertThat(list(container, "envFrom").contains(CONNECTORS))
                .as("connectors of " + service)
                .isEqualTo(CONNECTED.contains(service));
        assertThat(VARIABLES).containsAll(given);
        assertThat(given)
                .contains("KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD")
                .containsAll(Arrays.stream(Service.values())
                        .map(DeploymentFilesTest::urlVariable)
                        .toList());
        assertThat(config).containsEntry(urlVariable(service), url(service));
        assertThat(config.get("AEGIS_SECRETS")).isEqualTo(mounts(container).get("secrets"));
    }

    /** Everything is off, and needs nothing, until somebody names it. */
    @ParameterizedTest
    @EnumSource
    void an_agent_in_compose_can_be_given_gemini_tools_and_pages(AgentName agent) {
        Map<String, Object> container = map(COMPOSE, "services", agent.wireName());
        Map<String, Object> environment = map(container, "environment");

        assertThat(environment)
                .containsKeys(OF_AGENTS.toArray(String[]::new))
                .containsEntry("AEGIS_MODEL", "${AEGIS_MODEL:-offline}")
                .containsEntry("SMALLRYE_CONFIG_LOCATIONS", "${AEGIS_MCP:+/run/aegis/mcp.properties}")
                .containsEntry(
                        "GOOGLE_APPLICATION_CREDENTIALS", "${GOOGLE_APPLICATION_CREDENTIALS:+/run/aegis/google.json}");
        assertThat(list(container, "volumes"))
                .contains(
                        "${AEGIS_MCP:-/dev/null}:/run/aegis/mcp.properties:ro",
                        "${GOOGLE_APPLICATION_CREDENTIALS:-/dev/null}:/run/aegis/google.json:ro");
        assertThat(environment.get("AEGIS_KNOWLEDGE"))
                .isEqualTo(agent == AgentName.QUERY ? "${AEGIS_KNOWLEDGE:+/run/aegis/knowledge}" : null);
        assertThat(list(container, "volumes").contains("${AEGIS_KNOWLEDGE:-./docs}:/run/aegis/knowledge:ro"))
                .isEqualTo(agent == AgentName.QUERY);
    }

    @ParameterizedTest
    @EnumSource
    void an_agent_on_kubernetes_can_be_given_gemini_tools_and_pages(AgentName agent) {
        Service service = Service.of(agent.wireName());
        Map<String, Object> container = container(service);
        Map<String, Object> config = map(manifest("ConfigMap", "aegis-config"), "data");
        Set<String> given = new TreeSet<>(config.keySet());
        given.addAll(environment(container).keySet());
        Map<Object, Object> mounted =
                maps(manifest("Deployment", service.id()), "spec", "template", "spec", "volumes").stream()
                        .filter(volume -> List.of("mcp", "google", "knowledge").contains(volume.get("name")))
                        .collect(Collectors.toMap(
                                volume ->
                                        mounts(container).get(volume.get("name").toString()),
                                DeploymentFilesTest::optional));

        assertThat(given).containsAll(OF_AGENTS);
        assertThat(config)
                .containsEntry("AEGIS_MODEL", "offline")
                .containsEntry("AEGIS_KNOWLEDGE", "")
                .containsEntry("SMALLRYE_CONFIG_LOCATIONS", "/run/aegis/mcp");
        assertThat(list(container, "envFrom"))
                .contains(Map.of("secretRef", Map.of("name", "aegis-mcp", "optional", true)));
        assertThat(mounted)
                .isEqualTo(
                        agent == AgentName.QUERY
                                ? Map.of(
                                        "/run/aegis/mcp", true, "/run/aegis/google", true, "/run/aegis/knowledge", true)
                                : Map.of("/run/aegis/mcp", true, "/run/aegis/google", true));
    }

    private static Object optional(Map<String, Object> volume) {
        return map(volume, volume.containsKey("secret") ? "secret" : "configMap")
                .get("optional");
    }

    /** The files that the services' configuration names below AEGIS_SECRETS. */
    @ParameterizedTest
    @EnumSource
    void a_service_on_kubernetes_sees_its_own_secrets_only(Service service) {
        Set<String> expected = new TreeSet<>(Set.of("jwt-public.pem"));
        boolean agent = Arrays.stream(AgentName.values())
                .anyMatch(name -> name.wireName().equals(service.id()));
        if (agent || service == Service.ORCHESTRATOR) {
            expected.add("tokens/%s.jwt".formatted(service.id()));
        }
        if (agent) {
            expected.add("release-keys-public.json");
        }
        if (service == Service.APPROVAL) {
            expected.add("release-keys.json");
        }
        if (service == Service.ORCHESTRATOR) {
            expected.add("jwt-private.pem");
            expected.add("admin-password");
        }
        if (service == Service.ONBOARDING) {
            expected.add("vault.json");
        }
        if (service == Service.STATE) {
            expected.add("personal-key");
        }

        Map<String, Object> pod = map(manifest("Deployment", service.id()), "spec", "template", "spec");

        assertThat(maps(pod, "volumes"))
                .filteredOn(volume -> volume.get("name").equals("secrets"))
                .singleElement()
                .extracting(volume -> maps(volume, "secret", "items").stream()
                        .map(item -> item.get("path").toString())
                        .collect(Collectors.toCollection(TreeSet::new)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void an_agent_is_scaled_by_its_own_topics_and_inbox(AgentName agent) throws IOException {
        Service service = Service.of(agent.wireName());
        Map<String, Object> scaling = map(manifest("ScaledObject", service.id()), "spec");
        List<Map<String, Object>> kafka = triggers(scaling, "kafka");
        Map<String, Object> inbox = triggers(scaling, "postgresql").getFirst();
        Map<String, Object> config = map(manifest("ConfigMap", "aegis-config"), "data");

        assertThat(map(scaling, "scaleTargetRef")).containsEntry("name", service.id());
        assertThat(kafka)
                .extracting(trigger -> trigger.get("topic"))
                .containsExactlyInAnyOrder(Stream.of(settings(service)
                                .getProperty("mp.messaging.incoming.inbox.topics")
                                .split(","))
                        .filter(topic -> topic.contains(agent.wireName()))
                        .toArray());
        assertThat(kafka).allSatisfy(trigger -> {
            assertThat(trigger)
                    .containsEntry("consumerGroup", group(service))
                    .containsEntry("bootstrapServers", config.get("KAFKA_BOOTSTRAP_SERVERS"));
            assertThat(topics().get(String.valueOf(trigger.get("topic")))).isEqualTo(scaling.get("maxReplicaCount"));
        });
        assertThat(inbox)
                .containsEntry("dbName", service.database())
                .containsEntry("passwordFromEnv", "DATABASE_PASSWORD");
        assertThat(config)
                .containsEntry("DATABASE_USER", inbox.get("userName"))
                .containsEntry(
                        "DATABASE_URL", "jdbc:postgresql://%s:%s".formatted(inbox.get("host"), inbox.get("port")));
    }

    @Test
    void nothing_else_is_scaled_and_nothing_is_left_out_of_the_kustomization() throws IOException {
        assertThat(MANIFESTS)
                .filteredOn(manifest -> "ScaledObject".equals(manifest.get("kind")))
                .hasSize(AgentName.values().length);
        Map<String, Object> kustomization =
                parse(KUBERNETES.resolve("kustomization.yaml")).getFirst();
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(list(kustomization, "resources"))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> (Object) file.getFileName().toString())
                                    .filter(name -> !name.equals("kustomization.yaml"))
                                    .toList());
        }
    }

    @Test
    void sandboxes_are_made_with_no_more_rights_than_they_need() throws IOException {
        Path folder = KUBERNETES.resolveSibling("kubernetes-sandboxes");
        Map<String, Object> kustomization =
                parse(folder.resolve("kustomization.yaml")).getFirst();
        List<Map<String, Object>> rights = parse(folder.resolve("rights.yaml"));

        assertThat(list(kustomization, "resources")).isEqualTo(List.of("../kubernetes", "rights.yaml"));
        assertThat(rights)
                .extracting(right -> right.get("kind"))
                .containsExactly("ServiceAccount", "ClusterRole", "ClusterRoleBinding");
        assertThat(maps(rights.get(1), "rules"))
                .allSatisfy(rule -> assertThat(list(rule, "verbs")).isEqualTo(List.of("get", "create")))
                .flatExtracting(rule -> list(rule, "resources"))
                .containsExactly("namespaces", "resourcequotas", "networkpolicies");
        assertThat(map(rights.get(2), "roleRef"))
                .containsEntry("name", map(rights.get(1), "metadata").get("name"));
    }

    @Test
    void the_topic_names_in_the_code_are_the_topics_of_the_list() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Field field : Topics.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                named.add(constant(field));
            }
        }
        for (AgentName agent : AgentName.values()) {
            named.add(Topics.intents(agent));
            named.add(Topics.actions(agent));
        }

        assertThat(topics().keySet()).isEqualTo(named);
    }

    @ParameterizedTest
    @EnumSource
    void a_service_listens_to_topics_of_the_list(Service service) throws IOException {
        assertThat(topics().keySet())
                .contains(settings(service)
                        .getProperty("mp.messaging.incoming.inbox.topics")
                        .split(","));
    }

    @Test
    void compose_creates_the_topics_of_the_list_and_every_database() throws IOException {
        assertThat(list(COMPOSE, "services", "topics", "volumes"))
                .contains("./deploy/topics.yaml:/aegis/topics.yaml:ro");
        assertThat(Files.readString(ROOT.resolve("deploy/images/create-databases.sql"))
                        .lines()
                        .filter(line -> line.startsWith("create database")))
                .containsExactly(Arrays.stream(Service.values())
                        .map(service -> "create database " + service.database() + ";")
                        .toArray(String[]::new));
    }

    @Test
    void what_compose_mounts_from_the_checkout_is_there() {
        Stream<Object> volumes = map(COMPOSE, "services").keySet().stream()
                .flatMap(service -> list(COMPOSE, "services", service, "volumes").stream());

        assertThat(volumes.map(Object::toString)
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> ROOT.resolve(volume.split(":")[0]).normalize()))
                .hasSize(3)
                .allMatch(Files::isRegularFile);
    }

    /** The layout that the launcher runs too: a runner beside lib, which its manifest names. */
    @Test
    void the_image_is_made_of_what_the_build_makes() throws IOException {
        List<String> image = Files.readAllLines(ROOT.resolve("deploy/images/Dockerfile.jvm"));

        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .contains("<quarkus.package.jar.type>legacy-jar</quarkus.package.jar.type>")
                .contains("<version>0.1.0</version>");
        assertThat(image)
                .contains(
                        "ARG VERSION=0.1.0",
                        "COPY ${SERVICE}-service/target/lib/ lib/",
                        "COPY ${SERVICE}-service/target/${SERVICE}-service-${VERSION}-runner.jar app.jar");
    }

    private static Map<String, Object> compose() {
        return parse(ROOT.resolve("docker-compose.yml")).getFirst();
    }

    private static List<Map<String, Object>> manifests() {
        List<Map<String, Object>> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(KUBERNETES, "*.yaml")) {
            files.forEach(file -> all.addAll(parse(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** With YAML's merges and aliases in place, and a key that is there twice refused. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> parse(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Map<String, Object>> documents = new ArrayList<>();
        try {
            new Yaml(new SafeConstructor(options))
                    .loadAll(Files.readString(file))
                    .forEach(document -> documents.add((Map<String, Object>) document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }

    private static Map<String, Object> manifest(String kind, String name) {
        List<Map<String, Object>> found = MANIFESTS.stream()
                .filter(manifest -> kind.equals(manifest.get("kind"))
                        && name.equals(map(manifest, "metadata").get("name")))
                .toList();
        assertThat(found).as("%s %s", kind, name).hasSize(1);
        return found.getFirst();
    }

    private static Map<String, Object> container(Service service) {
        return only(maps(manifest("Deployment", service.id()), "spec", "template", "spec", "containers"));
    }

    private static Map<String, Object> environment(Map<String, Object> container) {
        return maps(container, "env").stream()
                .collect(Collectors.toMap(
                        variable -> variable.get("name").toString(),
                        variable -> variable.getOrDefault("value", "from a secret")));
    }

    private static Map<String, Object> mounts(Map<String, Object> container) {
        return maps(container, "volumeMounts").stream()
                .collect(Collectors.toMap(mount -> mount.get("name").toString(), mount -> mount.get("mountPath")));
    }

    private static List<Map<String, Object>> triggers(Map<String, Object> scaling, String type) {
        return maps(scaling, "triggers").stream()
                .filter(trigger -> type.equals(trigger.get("type")))
                .map(trigger -> map(trigger, "metadata"))
                .toList();
    }

    private static Map<String, Integer> topics() throws IOException {
        Map<?, ?> listed = parse(ROOT.resolve("deploy/topics.yaml")).getFirst();
        return listed.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> (String) entry.getKey(),
                        entry -> Integer.valueOf(entry.getValue().toString().replace(" for-good", ""))));
    }

    private static String constant(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Properties settings(Service service) throws IOException {
        return properties(ROOT.resolve(service.id() + "-service/src/main/resources/application.properties"));
    }

    private static String group(Service service) throws IOException {
        Properties shared =
                properties(ROOT.resolve("messaging/src/main/resources/META-INF/microprofile-config.properties"));
        return shared.getProperty("mp.messaging.incoming.inbox.group.id")
                .replace("${aegis.messaging.source}", settings(service).getProperty("aegis.messaging.source"));
    }

    private static int port(Service service) {
        try {
            return Integer.parseInt(settings(service).getProperty("quarkus.http.port"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        return properties;
    }

    private static String image(Service service) {
        return "aegis/%s:0.1.0".formatted(service.id());
    }

    private static String url(Service service) {
        return "http://%s:%d".formatted(service.id(), port(service));
    }

    private static String urlVariable(Service service) {
        return "AEGIS_%s_URL".formatted(service.name());
    }

    private static Map<String, Object> map(Map<String, Object> tree, String... path) {
        return at(tree, path);
    }

    private static List<Object> list(Map<String, Object> tree, String... path) {
        return at(tree, path);
    }

    private static List<Map<String, Object>> maps(Map<String, Object> tree, String... path) {
        return at(tree, path);
    }

    private static Map<String, Object> only(List<Map<String, Object>> one) {
        assertThat(one).hasSize(1);
        return one.getFirst();
    }

    @SuppressWarnings("unchecked")
    private static <T> T at(Map<String, Object> tree, String... path) {
        Object place = tree;
        for (String step : path) {
            place = ((Map<String, Object>) place).get(step);
            assertThat(place).as("%s of %s", step, Arrays.toString(path)).isNotNull();
        }
        return (T) place;
    }
}
