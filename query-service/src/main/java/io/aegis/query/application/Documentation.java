package io.aegis.query.application;

import io.aegis.query.domain.Passage;
import java.util.List;

/** The port to the documentation. Thread-safe. */
public interface Documentation {
    /** The passages that speak of what is asked, best first; none when none does. */
    List<Passage> search(String question, int most);
}
