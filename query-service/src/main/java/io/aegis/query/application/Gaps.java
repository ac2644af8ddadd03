package io.aegis.query.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TurnId;
import io.aegis.embeddings.Embedder;
import io.aegis.query.application.GapStore.Known;
import io.aegis.query.domain.Gap;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/** What customers ask and the documentation does not say, for the team that writes it. */
@ApplicationScoped
public class Gaps {
    private static final int MOST = 500;

    private final GapStore store;
    private final Embedder embedder;
    private final Clock clock;

    Gaps(GapStore store, Embedder embedder, Clock clock) {
        this.store = store;
        this.embedder = embedder;
        this.clock = clock;
    }

    /**
     * Counts a question that was not answered, once for each turn, with those that mean the same. In a transaction of its
     * own: a look into the documentation is part of no other.
     */
    public void missed(TurnId turn, CustomerId customer, String words) {
        String question = Gap.anonymous(words);
        float[] vector = embedder.embed(question);
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            if (store.count(turn, now)) {
                store.known().stream()
                        .filter(known -> likeness(known, vector) >= Gap.ALIKE)
                        .max(Comparator.comparingDouble(known -> likeness(known, vector)))
                        .ifPresentOrElse(
                                known -> store.askedAgain(known.id(), now),
                                () -> store.open(question, customer, vector, now));
                store.keep(MOST);
            }
        });
    }

    public List<Gap> mostFrequent(int most) {
        return store.mostFrequent(most);
    }

    private static double likeness(Known known, float[] vector) {
        return VectorUtil.dotProduct(known.vector(), vector);
    }
}
