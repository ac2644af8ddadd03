package io.aegis.agent.outbound.gemini;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An agent whose model is Gemini, with small limits. */
public final class WithGemini implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "aegis.agent.model", "gemini",
                "aegis.agent.gemini.project", "a-project",
                "aegis.agent.gemini.location", "europe-west1",
                "aegis.agent.gemini.model", "gemini-test",
                "aegis.agent.gemini.timeout", "3s",
                "aegis.agent.limits.answers", "6",
                "aegis.agent.limits.tokens", "4400",
                "aegis.agent.limits.actions", "2");
    }
}
