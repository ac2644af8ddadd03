package io.aegis.onboarding.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.local.testing.ApiStandIn;
import io.aegis.local.testing.ApiStandIn.Answer;
import io.aegis.local.testing.ApiStandIn.Mood;
import io.aegis.local.testing.ApiStandIn.Request;
import io.aegis.messaging.NotNow;
import io.aegis.onboarding.application.SandboxProvider;
import io.aegis.onboarding.application.SandboxProvider.Sandbox;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The hook as a company's own service sees it, for sandboxes; trials, mails and the others differ in their details only. */
class HookProviderTest {
    private static final String SECRET = "between us";
    private static final CustomerId ACME = new CustomerId("acme");
    private static final ActionId ACTION = new ActionId("run-1.3");

    private final Map<String, ObjectNode> made = new HashMap<>();
    private final ApiStandIn company = new ApiStandIn(this::answer).open();
    private final SandboxProvider sandboxes = Settings.providers()
            .sandboxes(
                    Settings.of(Map.of(
                            "aegis.onboarding.sandboxes",
                            "hook",
                            "aegis.onboarding.hook.url",
                            company.url() + "/aegis",
                            "aegis.onboarding.hook.secret",
                            SECRET)),
                    Settings.CLOCK);

    private Answer answer(Request request) {
        if (!request.header("Aegis-Signature").equals("t=1772359200,v1=" + signature(request))) {
            return new Answer(401, "", false);
        }
        if (request.reads()) {
            ObjectNode found = made.get(request.path());
            return found == null ? new Answer(404, "", false) : new Answer(200, Json.text(found), false);
        }
        ObjectNode wanted = Json.read(request.body(), ObjectNode.class);
        if (wanted.get("customer").textValue().equals("banned")) {
            return new Answer(403, "never", false);
        }
        if (wanted.get("customer").textValue().equals("unwanted")) {
            return new Answer(422, "unwanted@example.com is unwanted", false);
        }
        if (made.putIfAbsent(request.path(), wanted.put("url", "https://acme.example")) == null) {
            company.changed("sandbox for " + wanted.get("customer").textValue() + " under "
                    + request.header("Idempotency-Key"));
        }
        return new Answer(201, Json.text(made.get(request.path())), false);
    }

    private static String signature(Request request) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of()
                    .formatHex(mac.doFinal(
                            ("1772359200\n" + request.method() + "\n" + request.path() + "\n" + request.body())
                                    .getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        company.close();
    }

    @Test
    void a_signed_request_makes_it_and_another_finds_it() {
        assertThat(sandboxes.findSandbox(ACTION, ACME)).isEmpty();

        Sandbox sandbox = sandboxes.makeSandbox(ACTION, ACME);

        assertThat(sandbox).isEqualTo(new Sandbox("https://acme.example", Settings.CLOCK.instant()));
        assertThat(sandboxes.findSandbox(ACTION, ACME)).contains(sandbox);
        assertThat(company.changes()).containsExactly("sandbox for acme under run-1.3");
        assertThat(company.requests("PUT", "/aegis/sandboxes/run-1.3")).hasSize(1);
    }

    @Test
    void what_was_made_without_an_answer_is_found() {
        company.be(Mood.SILENT);
        assertThatThrownBy(() -> sandboxes.makeSandbox(ACTION, ACME)).isInstanceOf(NotNow.class);
        company.be(Mood.WELL);

        assertThat(sandboxes.findSandbox(ACTION, ACME)).isPresent();
        assertThat(company.changes()).hasSize(1);
    }

    @Test
    void a_refusal_quotes_nothing() {
        assertThatThrownBy(() -> sandboxes.makeSandbox(ACTION, new CustomerId("unwanted")))
                .isInstanceOf(Refused.class)
                .hasMessage("The provider refused it (422).");
    }

    @Test
    void who_does_not_let_us_in_is_waited_for() {
        assertThatThrownBy(() -> sandboxes.makeSandbox(ACTION, new CustomerId("banned")))
                .isInstanceOf(NotNow.class)
                .hasMessage("The provider does not let us in (403): look at the key and its rights");
    }
}
