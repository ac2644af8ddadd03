package io.aegis.agent.outbound.gemini;

import io.quarkiverse.langchain4j.auth.ModelAuthProvider;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;

/** In place of Google's credentials. */
@ApplicationScoped
@Unremovable
class TestToken implements ModelAuthProvider {
    @Override
    public String getAuthorization(Input input) {
        return "Bearer test-token";
    }
}
