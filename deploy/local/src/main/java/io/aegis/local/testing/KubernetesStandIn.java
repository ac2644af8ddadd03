package io.aegis.local.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.local.testing.ApiStandIn.Answer;
import io.aegis.local.testing.ApiStandIn.Request;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The API server of a Kubernetes cluster, for tests: namespaces, quotas and network policies, made once by name. */
public final class KubernetesStandIn implements QuarkusTestResourceLifecycleManager, ApiStandIn.Api {
    public static final String TOKEN = "the-service-account-token-of-the-tests";

    private static final Map<String, String> KINDS = Map.of(
            "/api/v1/namespaces", "Namespace",
            "/api/v1/namespaces/*/resourcequotas", "ResourceQuota",
            "/apis/networking.k8s.io/v1/namespaces/*/networkpolicies", "NetworkPolicy");
    private final ApiStandIn http = new ApiStandIn(this);
    private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();

    @Override
    public Map<String, String> start() {
        http.open();
        try {
            Path token = Files.writeString(Files.createTempFile("aegis-token", ""), TOKEN + "\n");
            token.toFile().deleteOnExit();
            return Map.of(
                    "aegis.onboarding.sandboxes", "kubernetes",
                    "aegis.onboarding.kubernetes.url", http.url(),
                    "aegis.onboarding.kubernetes.token", token.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        http.close();
    }

    public ApiStandIn http() {
        return http;
    }

    /** What is at this path, to be looked at or changed behind everybody's back. */
    public Map<String, ObjectNode> objects() {
        return objects;
    }

    @Override
    public Answer answer(Request request) {
        if (!request.header("Authorization").equals("Bearer " + TOKEN)) {
            return status(401, "Unauthorized");
        }
        if (request.reads()) {
            ObjectNode found = objects.get(request.path());
            return found == null ? status(404, "NotFound") : Answer.of(200, found);
        }
        String kind = KINDS.get(request.path().replaceFirst("namespaces/[^/]+/", "namespaces/*/"));
        String space =
                request.path().replaceFirst("^(.*namespaces/[^/]+)/.*", "$1").replaceFirst("^/apis/.*v1", "/api/v1");
        ObjectNode object;
        try {
            object = (ObjectNode) ApiStandIn.JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            return status(400, "BadRequest");
        }
        String name = object.path("metadata").path("name").asText();
        if (!object.path("kind").asText().equals(kind) || !name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            return status(422, "Invalid");
        }
        if (!"Namespace".equals(kind) && !objects.containsKey(space)) {
            return status(404, "NotFound");
        }
        ((ObjectNode) object.get("metadata")).put("creationTimestamp", "2026-03-01T10:00:00Z");
        if (objects.putIfAbsent(request.path() + "/" + name, object) != null) {
            return status(409, "AlreadyExists");
        }
        http.changed(kind + " " + ("Namespace".equals(kind) ? name : name + " in " + space.replaceAll(".*/", "")));
        return Answer.of(201, object);
    }

    private static Answer status(int code, String reason) {
        return Answer.of(
                code,
                ApiStandIn.JSON
                        .createObjectNode()
                        .put("kind", "Status")
                        .put("status", "Failure")
                        .put("reason", reason)
                        .put("code", code));
    }
}
