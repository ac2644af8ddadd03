package io.aegis.state.application;

import io.aegis.state.domain.churn.ChurnModel;
import io.aegis.state.domain.churn.Validation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where trained models are kept, each under a version of its own. None is changed. */
public interface ChurnModels {
    /** @param by who had it trained */
    record Version(int version, Instant trainedAt, String by, Validation validation) {}

    record Trained(Version version, ChurnModel model) {}

    Version add(Instant trainedAt, String by, Validation validation, ChurnModel model);

    /** The one that was trained last by then. */
    Optional<Trained> last(Instant asOf);

    /** The newest first. */
    List<Version> list(int limit);
}
