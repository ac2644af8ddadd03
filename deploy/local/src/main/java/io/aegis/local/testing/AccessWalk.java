package io.aegis.local.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.contracts.LoginEnded;
import io.aegis.contracts.Topics;
import io.aegis.local.LocalSecrets;
import io.aegis.local.Service;
import io.aegis.local.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Walks every endpoint of a running service with every role and without any, and holds the answers against a table of who may
 * call what. The endpoints come from the OpenAPI document that the service makes of its own code, so one that is missing in the
 * table is a fault.
 *
 * <p>A line of the table is a method, a path as in the document, and who may call: roles, {@code users} for every role of
 * people, services by their identities,
 * {@code product}, {@code signed-in} for every valid token, {@code everyone}. A line that begins with {@code +} is about what is not in
 * the document: health, MCP, and the like. Ids in paths are of nothing that exists, and bodies are empty, so that nothing is
 * changed by walking.
 */
public final class AccessWalk {
    /** Of people, in the order in which faults are told. */
    public static final List<String> ROLES =
            List.of("customer", "agent", "success-manager", "approver", "admin", "auditor");

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "head", "options");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** Of nothing that ever existed. */
    private static final String NOTHING = "walk-0";

    /** Good for any text that is no id, also where only up and down are. */
    private static final String WORD = "up";

    private final URI service;
    private final Path secrets;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param service where it listens
     * @param secrets the folder with the key that signs tokens
     */
    public AccessWalk(URI service, Path secrets) {
        this.service = service;
        this.secrets = secrets;
    }

    /**
     * An operation as the document has it.
     *
     * @param parameters names of what is in its path and query
     * @param fields names of what text is in its body
     */
    private record Endpoint(
            String method, String path, @Nullable String contentType, List<String> parameters, List<String> fields) {
        String name() {
            return method + " " + path;
        }

        /** Where ids may be put. */
        List<String> names() {
            return Stream.concat(parameters.stream(), fields.stream())
                    .distinct()
                    .toList();
        }

        String body(UnaryOperator<String> values) {
            boolean json = contentType == null || contentType.endsWith("json");
            String pairs = fields.stream()
                    .map(field -> (json ? "\"%s\":\"%s\"" : "%s=%s").formatted(field, values.apply(field)))
                    .collect(Collectors.joining(json ? "," : "&"));
            return json ? "{" + pairs + "}" : pairs;
        }
    }

    /**
     * @param table the lines
     * @throws AssertionError with all faults at once
     */
    public void hold(List<String> table) {
        Map<String, Set<String>> expected = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        endpoints().forEach(endpoint -> endpoints.put(endpoint.name(), endpoint));
        for (String line : table) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            boolean beside = line.startsWith("+");
            String[] words = (beside ? line.substring(1) : line).strip().split("\\s+");
            String name = words[0] + " " + words[1];
            expected.put(name, Set.copyOf(List.of(words).subList(2, words.length)));
            if (beside) {
                endpoints.put(name, new Endpoint(words[0], words[1], null, List.of(), List.of()));
            } else if (!endpoints.containsKey(name)) {
                faults.add(name + " is in the table, and the service has no such endpoint");
            }
        }
        endpoints.forEach((name, endpoint) -> {
            Set<String> allowed = expected.get(name);
            if (allowed == null) {
                faults.add(name + " is not in the table of who may call what");
            } else {
                faults.addAll(faults(endpoint, allowed));
            }
        });
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
    }

    /**
     * Ends one of an admin's two logins, as the front door does, and waits until the service lets its token in no more.
     *
     * @param bootstrapServers of the broker
     * @throws AssertionError when it goes on letting it in, or does not let the other one in either
     */
    public void holdEnded(String bootstrapServers) {
        Endpoint open = new Endpoint("GET", "/api/dead-letters", null, List.of(), List.of());
        String login = UUID.randomUUID().toString();
        String ended = Tokens.ofLogin(secrets, "walker", Set.of("admin"), login);
        String other = Tokens.ofLogin(
                secrets, "walker", Set.of("admin"), UUID.randomUUID().toString());
        int before = status(open, ended);
        try (Peer frontDoor = new Peer(bootstrapServers)) {
            frontDoor.send(Topics.LOGINS, "orchestrator", login, new LoginEnded(LoginEnded.USERS, login));
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int after = status(open, ended);
        while (after != 401 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            after = status(open, ended);
        }
        int others = status(open, other);
        if (before != 200 || after != 401 || others != 200) {
            throw new AssertionError("a login is answered %d, %d once it has ended, and another one %d"
                    .formatted(before, after, others));
        }
    }

    /** What the service says it has. */
    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        JsonNode document = document();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> {
                            List<String> parameters = new ArrayList<>();
                            operation.getValue().path("parameters").forEach(parameter -> {
                                if (!parameter.get("in").asText().equals("header")) {
                                    parameters.add(parameter.get("name").asText());
                                }
                            });
                            var content = operation.getValue().at("/requestBody/content").properties().stream()
                                    .findFirst();
                            List<String> fields = new ArrayList<>();
                            content.ifPresent(body -> resolved(
                                            document, body.getValue().path("schema"))
                                    .path("properties")
                                    .properties()
                                    .forEach(field -> {
                                        if (resolved(document, field.getValue())
                                                .path("type")
                                                .toString()
                                                .contains("string")) {
                                            fields.add(field.getKey());
                                        }
                                    }));
                            endpoints.add(new Endpoint(
                                    operation.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    content.map(Map.Entry::getKey).orElse(null),
                                    parameters,
                                    fields));
                        }));
        return endpoints;
    }

    /** A schema, or the first of several, behind its name. */
    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        if (schema.has("$ref")) {
            return document.at(schema.get("$ref").asText().substring(1));
        }
        return schema.has("anyOf") ? resolved(document, schema.get("anyOf").get(0)) : schema;
    }

    /**
     * Asks for everything that a customer may ask for, as one customer with the ids of another's things, and with ids of
     * nothing. No answer may tell the two apart.
     *
     * @param theirs the parameters of paths and queries that name things, by their names, each with the id of another
     *     customer's; a parameter of an endpoint for customers that is missing here is a fault
     * @param harmless names of parameters that name nothing
     * @throws AssertionError with all faults at once
     */
    public void probe(List<String> table, Map<String, String> theirs, Set<String> harmless) {
        Set<String> open = new TreeSet<>();
        for (String line : table) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (!line.startsWith("#")
                    && words.stream().skip(2).anyMatch(Set.of("customer", "users", "signed-in")::contains)) {
                open.add(words.get(0) + " " + words.get(1));
            }
        }
        List<String> faults = new ArrayList<>();
        String stranger = Tokens.mint(secrets, "stranger", Set.of("customer"), "stranger");
        for (Endpoint endpoint : endpoints()) {
            if (!open.contains(endpoint.name())) {
                continue;
            }
            List<String> ids = endpoint.names().stream()
                    .filter(name -> !harmless.contains(name))
                    .toList();
            ids.stream()
                    .filter(name -> !theirs.containsKey(name))
                    .forEach(name -> faults.add("%s: nobody said what %s is".formatted(endpoint.name(), name)));
            if (ids.isEmpty()) {
                continue;
            }
            Answer others = ask(endpoint, ids, name -> theirs.getOrDefault(name, NOTHING), stranger);
            Answer nothing = ask(endpoint, ids, name -> NOTHING, stranger);
            if (others.status() < 300 || others.status() == 500 || !others.equals(nothing)) {
                faults.add(
                        "%s answers %s about another's, %s about nothing".formatted(endpoint.name(), others, nothing));
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("\n", faults));
        }
    }

    private record Answer(int status, String body) {}

    private Answer ask(Endpoint endpoint, List<String> ids, UnaryOperator<String> id, String token) {
        String path = endpoint.path();
        List<String> query = new ArrayList<>();
        for (String name : endpoint.parameters()) {
            if (path.contains("{" + name + "}")) {
                path = path.replace("{" + name + "}", id.apply(name));
            } else if (ids.contains(name)) {
                query.add(name + "=" + id.apply(name));
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        service.resolve(path + (query.isEmpty() ? "" : "?" + String.join("&", query))))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "probe");
        if (endpoint.contentType() != null) {
            request.header("Content-Type", endpoint.contentType());
        }
        request.method(
                endpoint.method(),
                HttpRequest.BodyPublishers.ofString(
                        endpoint.contentType() == null
                                ? ""
                                : endpoint.body(field -> ids.contains(field) ? id.apply(field) : WORD)));
        HttpResponse<InputStream> response = send(request.build());
        try (InputStream body = response.body()) {
            String text = response.statusCode() < 300
                    ? "something"
                    : response.headers().firstValue("Location").orElse("") + new String(body.readAllBytes(), UTF_8);
            for (String name : ids) {
                text = text.replace(id.apply(name), "ID");
            }
            return new Answer(response.statusCode(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(endpoint.name(), e);
        }
    }

    private JsonNode document() {
        try {
            return JSON.readTree(text("/q/openapi?format=json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Holds the OpenAPI document against the one that is checked in, so that a change of the API is seen in a review.
     *
     * @throws AssertionError when they differ; what the service says now is then in the file {@code written}
     */
    public void holdDocument(Path checkedIn, Path written) {
        String now = text("/q/openapi?format=yaml");
        try {
            if (Files.exists(checkedIn) && Files.readString(checkedIn).equals(now)) {
                return;
            }
            Files.createDirectories(written.toAbsolutePath().getParent());
            Files.writeString(written, now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the API is not as %s says. If that is meant: cp %s %s"
                .formatted(checkedIn.normalize(), written.toAbsolutePath().normalize(), checkedIn));
    }

    private List<String> faults(Endpoint endpoint, Set<String> allowed) {
        List<String> faults = new ArrayList<>();
        boolean everyone = allowed.contains("everyone");
        int none = status(endpoint, null);
        if (everyone ? refused(none) || none == 500 : none != 401) {
            faults.add("%s answers %d to nobody".formatted(endpoint.name(), none));
        }
        callers().forEach(caller -> {
            boolean let = everyone
                    || allowed.contains("signed-in")
                    || allowed.contains(caller.name())
                    || (allowed.contains("users") && ROLES.contains(caller.name()));
            int status = status(endpoint, caller.token());
            if (let ? refused(status) || status == 500 : status != 403) {
                faults.add("%s answers %d to %s".formatted(endpoint.name(), status, caller.name()));
            }
        });
        return faults;
    }

    private static boolean refused(int status) {
        return status == 401 || status == 403;
    }

    private record Caller(String name, String token) {}

    /** Each role of people by itself, each service with what it is granted, and the product. */
    private List<Caller> callers() {
        List<Caller> callers = new ArrayList<>();
        ROLES.forEach(role -> callers.add(new Caller(
                role, Tokens.mint(secrets, "walker", Set.of(role), role.equals("customer") ? "walker" : null))));
        LocalSecrets identities = new LocalSecrets(secrets);
        for (Service service : Service.values()) {
            callers.add(new Caller(service.identity(), identities.serviceToken(service)));
        }
        callers.add(new Caller("product", identities.productToken()));
        return callers;
    }

    private int status(Endpoint endpoint, @Nullable String token) {
        URI uri = service.resolve(endpoint.path().replaceAll("\\{[^}]+}", NOTHING));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (endpoint.contentType() != null) {
            request.header("Content-Type", endpoint.contentType());
        }
        request.method(
                endpoint.method(),
                HttpRequest.BodyPublishers.ofString(
                        endpoint.contentType() != null && endpoint.contentType().endsWith("json") ? "{}" : ""));
        // A stream of events has no end: the head of the answer says enough.
        HttpResponse<InputStream> response = send(request.build());
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(endpoint.name(), e);
        }
        return response.statusCode();
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().getPath(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String text(String path) {
        HttpResponse<InputStream> response = send(
                HttpRequest.newBuilder(service.resolve(path)).timeout(PATIENCE).build());
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
