package io.aegis.orchestrator.application;

import io.aegis.contracts.Intent;
import java.util.List;
import java.util.Map;

/** Where labelled utterances come from. */
public interface KnownUtterances {
    Map<Intent, List<String>> byIntent();
}
