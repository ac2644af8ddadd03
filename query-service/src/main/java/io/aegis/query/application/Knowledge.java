package io.aegis.query.application;

import io.aegis.query.domain.Section;
import java.util.List;
import java.util.Optional;

/** The port to the pages that questions are answered from. For one thread. */
public interface Knowledge {
    /**
     * All sections in an order that depends on the content only; nothing when no page changed since the last call. The first
     * call has them always. A page that cannot be read is left out, with a word in the log.
     */
    Optional<List<Section>> changed();
}
