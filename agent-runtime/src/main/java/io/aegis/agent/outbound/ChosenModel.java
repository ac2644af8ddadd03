package io.aegis.agent.outbound;

import io.aegis.agent.AgentConfig;
import io.aegis.agent.AgentConfig.Choice;
import io.aegis.agent.application.Model;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.Run;
import io.aegis.agent.outbound.gemini.GeminiModel;
import io.aegis.contracts.Intent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

/** The configured model. An accepted offer says all there is to know, so nobody is paid to think about it. */
@ApplicationScoped
class ChosenModel implements Model {
    private final AgentConfig config;
    private final OfflineModel offline;
    private final Instance<GeminiModel> gemini;

    ChosenModel(AgentConfig config, OfflineModel offline, Instance<GeminiModel> gemini) {
        this.config = config;
        this.offline = offline;
        this.gemini = gemini;
    }

    @Override
    public boolean paid() {
        return config.model() == Choice.GEMINI;
    }

    @Override
    public ModelAnswered next(Run run) {
        return paid() && run.ask().intent() != Intent.OFFER_ACCEPTED
                ? gemini.get().next(run)
                : offline.next(run);
    }
}
