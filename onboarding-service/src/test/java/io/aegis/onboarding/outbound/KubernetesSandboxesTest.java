package io.aegis.onboarding.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.local.testing.ApiStandIn.Mood;
import io.aegis.local.testing.KubernetesStandIn;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.aegis.onboarding.application.SandboxProvider;
import io.aegis.onboarding.application.SandboxProvider.Sandbox;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over the wire, against a stand-in for the API server. */
class KubernetesSandboxesTest {
    private static final CustomerId ACME = new CustomerId("Acme+Sons");
    private static final ActionId ACTION = new ActionId("run-1.3");
    private static final String NAME = KubernetesSandboxes.name(ACME);

    private final KubernetesStandIn cluster = new KubernetesStandIn();
    private final Map<String, String> settings = new HashMap<>(cluster.start());
    private final SandboxProvider sandboxes = Settings.providers().sandboxes(Settings.of(settings), Settings.CLOCK);

    @AfterEach
    void close() {
        cluster.stop();
    }

    @Test
    void a_sandbox_is_a_namespace_with_bounds_and_walls() {
        assertThat(sandboxes.findSandbox(ACTION, ACME)).isEmpty();

        Sandbox made = sandboxes.makeSandbox(ACTION, ACME);

        assertThat(NAME).matches("sandbox-acme-sons-[0-9a-f]{10}");
        assertThat(made).isEqualTo(new Sandbox("https://" + NAME + ".sandbox.example", Settings.CLOCK.instant()));
        assertThat(sandboxes.findSandbox(ACTION, ACME)).contains(made);
        assertThat(cluster.http().changes())
                .containsExactly(
                        "Namespace " + NAME,
                        "ResourceQuota sandbox-bounds in " + NAME,
                        "NetworkPolicy sandbox-walls in " + NAME);
        assertThat(cluster.objects().get("/api/v1/namespaces/" + NAME + "/resourcequotas/sandbox-bounds"))
                .asString()
                .contains("\"limits.cpu\":\"1\"", "\"limits.memory\":\"1Gi\"", "\"pods\":\"10\"");
    }

    @Test
    void a_customer_has_one_however_often_it_is_made() {
        Sandbox first = sandboxes.makeSandbox(ACTION, ACME);

        assertThat(sandboxes.makeSandbox(new ActionId("run-2.1"), ACME)).isEqualTo(first);
        assertThat(cluster.http().changes()).hasSize(3);
    }

    @Test
    void what_was_made_by_half_is_not_found_and_is_made_whole() {
        cluster.http().be(Mood.SILENT, "resourcequotas");
        assertThatThrownBy(() -> sandboxes.makeSandbox(ACTION, ACME)).isInstanceOf(NotNow.class);
        cluster.http().be(Mood.WELL);
        assertThat(sandboxes.findSandbox(ACTION, ACME)).isEmpty();

        sandboxes.makeSandbox(ACTION, ACME);

        assertThat(cluster.http().changes()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void a_namespace_of_somebody_else_is_left_alone() {
        sandboxes.makeSandbox(ACTION, ACME);
        cluster.objects()
                .get("/api/v1/namespaces/" + NAME)
                .withObjectProperty("metadata")
                .putObject("labels");

        assertThatThrownBy(() -> sandboxes.makeSandbox(new ActionId("run-2.1"), ACME))
                .isInstanceOf(Refused.class)
                .hasMessage("There is a namespace " + NAME + " that is not this customer's.");
    }

    @Test
    void a_namespace_on_its_way_out_is_waited_for() {
        sandboxes.makeSandbox(ACTION, ACME);
        cluster.objects().get("/api/v1/namespaces/" + NAME).putObject("status").put("phase", "Terminating");

        assertThatThrownBy(() -> sandboxes.makeSandbox(new ActionId("run-2.1"), ACME))
                .isInstanceOf(NotNow.class);
    }

    @Test
    void missing_rights_and_a_missing_server_are_waited_for() {
        cluster.http().be(Mood.AWAY);
        assertThatThrownBy(() -> sandboxes.makeSandbox(ACTION, ACME)).isInstanceOf(NotNow.class);
        cluster.http().close();
        assertThatThrownBy(() -> sandboxes.makeSandbox(ACTION, ACME)).isInstanceOf(NotSent.class);
        cluster.http().open();
        cluster.http().be(Mood.WELL);

        sandboxes.makeSandbox(ACTION, ACME);
        assertThat(cluster.http().changes()).hasSize(3);
    }
}
