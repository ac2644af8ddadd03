package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.agent.outbound.HttpLine;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.messaging.NotNow;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.SandboxProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A sandbox is a namespace of a Kubernetes cluster, with bounds on what runs in it and no way in or out but its own, the
 * cluster's name service and the web. Its name comes from the customer, so a customer has one, however often it is made.
 * Three requests to the API server need no client library. Thread-safe.
 */
final class KubernetesSandboxes implements SandboxProvider {
    private static final String OWNER = "app.kubernetes.io/managed-by";
    private static final String AEGIS = "aegis";
    private static final String CUSTOMER = "aegis.io/customer";
    private static final String ACTION = "aegis.io/action";
    private static final String BOUNDS = "sandbox-bounds";
    private static final String WALLS = "sandbox-walls";
    private static final int READABLE = 40;

    private final OnboardingConfig.Kubernetes cluster;
    private final String domain;
    private final HttpLine line;

    KubernetesSandboxes(OnboardingConfig.Kubernetes cluster, String domain, Duration timeout, Clock clock) {
        this.cluster = cluster;
        this.domain = domain;
        this.line = "https".equals(cluster.url().getScheme())
                ? new HttpLine("Kubernetes", timeout, clock, trusting(cluster.authority()))
                : new HttpLine("Kubernetes", timeout, clock);
    }

    @Override
    public boolean inside() {
        return false;
    }

    @Override
    public Optional<Sandbox> findSandbox(ActionId action, CustomerId customer) {
        String name = name(customer);
        return get(namespace(name))
                .filter(found -> get(bounds(name) + "/" + BOUNDS).isPresent())
                .filter(found -> get(walls(name) + "/" + WALLS).isPresent())
                .map(found -> sandbox(found, customer));
    }

    @Override
    public Sandbox makeSandbox(ActionId action, CustomerId customer) {
        String name = name(customer);
        ObjectNode namespace = get(namespace(name))
                .or(() -> post("/api/v1/namespaces", namespaceOf(name, action, customer)))
                .or(() -> get(namespace(name)))
                .orElseThrow(() -> new NotNow("the namespace was there and is gone"));
        Sandbox made = sandbox(namespace, customer);
        post(bounds(name), boundsOf());
        post(walls(name), wallsOf());
        return made;
    }

    /** @throws Refused when it is somebody else's */
    private Sandbox sandbox(ObjectNode namespace, CustomerId customer) {
        JsonNode about = namespace.path("metadata");
        String name = about.path("name").asText();
        if (!about.path("labels").path(OWNER).asText().equals(AEGIS)
                || !about.path("annotations").path(CUSTOMER).asText().equals(customer.value())) {
            throw new Refused("There is a namespace " + name + " that is not this customer's.");
        }
        if (namespace.path("status").path("phase").asText().equals("Terminating")) {
            throw new NotNow("the namespace is being deleted", Duration.ofSeconds(10));
        }
        return new Sandbox(
                "https://" + name + "." + domain,
                Instant.parse(about.path("creationTimestamp").asText()));
    }

    /** Part of it can be read; the rest is a hash, since a name has fewer letters than an id. */
    static String name(CustomerId customer) {
        String readable = customer.value()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return "sandbox-" + readable.substring(0, Math.min(READABLE, readable.length())) + "-"
                + Json.hash(customer).substring(0, 10);
    }

    private static String namespace(String name) {
        return "/api/v1/namespaces/" + name;
    }

    private static String bounds(String name) {
        return namespace(name) + "/resourcequotas";
    }

    private static String walls(String name) {
        return "/apis/networking.k8s.io/v1/namespaces/" + name + "/networkpolicies";
    }

    private static ObjectNode namespaceOf(String name, ActionId action, CustomerId customer) {
        ObjectNode namespace = object("v1", "Namespace", name);
        ObjectNode about = (ObjectNode) namespace.get("metadata");
        ((ObjectNode) about.get("labels")).put("pod-security.kubernetes.io/enforce", "restricted");
        about.putObject("annotations").put(CUSTOMER, customer.value()).put(ACTION, action.value());
        return namespace;
    }

    private ObjectNode boundsOf() {
        ObjectNode quota = object("v1", "ResourceQuota", BOUNDS);
        quota.putObject("spec")
                .putObject("hard")
                .put("limits.cpu", cluster.cpu())
                .put("limits.memory", cluster.memory())
                .put("pods", String.valueOf(cluster.pods()))
                .put("services.loadbalancers", "0")
                .put("services.nodeports", "0");
        return quota;
    }

    private static ObjectNode wallsOf() {
        ObjectNode policy = object("networking.k8s.io/v1", "NetworkPolicy", WALLS);
        ObjectNode spec = policy.putObject("spec");
        spec.putObject("podSelector");
        spec.putArray("policyTypes").add("Ingress").add("Egress");
        spec.putArray("ingress").addObject().putArray("from").addObject().putObject("podSelector");
        var out = spec.putArray("egress");
        out.addObject().putArray("to").addObject().putObject("podSelector");
        ObjectNode names = out.addObject();
        names.putArray("to")
                .addObject()
                .putObject("namespaceSelector")
                .putObject("matchLabels")
                .put("kubernetes.io/metadata.name", "kube-system");
        names.putArray("ports").addObject().put("protocol", "UDP").put("port", 53);
        ObjectNode web = out.addObject();
        ObjectNode anywhere =
                web.putArray("to").addObject().putObject("ipBlock").put("cidr", "0.0.0.0/0");
        anywhere.putArray("except")
                .add("10.0.0.0/8")
                .add("172.16.0.0/12")
                .add("192.168.0.0/16")
                .add("169.254.0.0/16");
        web.putArray("ports").addObject().put("protocol", "TCP").put("port", 443);
        return policy;
    }

    private static ObjectNode object(String version, String kind, String name) {
        ObjectNode object = Json.object().put("apiVersion", version).put("kind", kind);
        object.putObject("metadata").put("name", name).putObject("labels").put(OWNER, AEGIS);
        return object;
    }

    private Optional<ObjectNode> get(String path) {
        HttpResponse<byte[]> response = line.send(request(path).GET());
        return switch (response.statusCode()) {
            case 200 -> Optional.of(read(response));
            case 404 -> Optional.empty();
            default -> throw new Refused("Kubernetes refused it (" + response.statusCode() + ").");
        };
    }

    /** Empty when there is one of that name. */
    private Optional<ObjectNode> post(String path, ObjectNode object) {
        HttpResponse<byte[]> response = line.send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(object))));
        return switch (response.statusCode()) {
            case 200, 201 -> Optional.of(read(response));
            case 409 -> Optional.empty();
            default -> throw new Refused("Kubernetes refused it (" + response.statusCode() + ").");
        };
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(cluster.url() + path))
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(cluster.token()).strip())
                    .header("Accept", "application/json");
        } catch (IOException e) {
            throw new NotNow("the service account's token cannot be read", Duration.ofSeconds(10));
        }
    }

    private static ObjectNode read(HttpResponse<byte[]> response) {
        try {
            return Json.read(response.body(), ObjectNode.class);
        } catch (Json.Unreadable e) {
            throw new NotNow("Kubernetes' answer cannot be read");
        }
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream certificates = Files.newInputStream(authority)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int i = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(certificates)) {
                trusted.setCertificateEntry("ca-" + i++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "aegis.onboarding.sandboxes=kubernetes needs the cluster's certificate at " + authority, e);
        }
    }
}
