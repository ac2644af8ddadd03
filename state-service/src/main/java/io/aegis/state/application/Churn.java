package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.state.application.ChurnLearner.Outcome;
import io.aegis.state.application.ChurnModels.Trained;
import io.aegis.state.application.ChurnModels.Version;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.ChurnHistory;
import io.aegis.state.domain.ChurnRisk;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.churn.Sample;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the deployment's own history who cancels, and says so of a customer. The model that was trained last counts, if
 * it beats the base rate; otherwise health has its rules only.
 */
@ApplicationScoped
public class Churn {
    private static final Logger LOG = Logger.getLogger(Churn.class);
    /** A service has 192 MB; so many samples take some 80 of them while they are learnt from. */
    private static final int MOST_SAMPLES = 10_000;

    private static final int MOST_CUSTOMERS = 20_000;
    private static final int TOGETHER = 100;
    /** A customer is judged in a transaction among thousands: the model is not read for each. */
    private static final Duration MODEL_KEPT = Duration.ofSeconds(5);

    private final ChurnHistories histories;
    private final ChurnModels models;
    private final UsageStore usage;
    private final Clock clock;
    private final Semaphore training = new Semaphore(1);
    private volatile @Nullable Current current;

    Churn(ChurnHistories histories, ChurnModels models, UsageStore usage, Clock clock) {
        this.histories = histories;
        this.models = models;
        this.usage = usage;
        this.clock = clock;
    }

    private record Current(Instant readAt, Optional<Trained> model) {}

    public sealed interface Training {
        record Done(Version version) implements Training {}

        /** @param churned customers who cancelled, of whom {@link ChurnLearner#LEAST} are needed, as of those who stayed */
        record TooLittle(int churned, int stayed) implements Training {}

        record Busy() implements Training {}
    }

    /**
     * Trains a model and keeps it. Takes from seconds to a minute; no transaction is open meanwhile. A service trains one at
     * a time.
     *
     * @param by who asks for it
     */
    public Training train(String by) {
        if (!training.tryAcquire()) {
            return new Training.Busy();
        }
        try {
            return switch (ChurnLearner.learn(samples(clock.instant()))) {
                case Outcome.TooLittle few -> new Training.TooLittle(few.churned(), few.stayed());
                case Outcome.Learnt learnt -> {
                    Version version = QuarkusTransaction.requiringNew()
                            .call(() -> models.add(clock.instant(), by, learnt.validation(), learnt.model()));
                    LOG.infof(
                            "a model of churn was trained, version=%d samples=%d beatsBaseRate=%b",
                            version.version(),
                            learnt.validation().samples(),
                            learnt.validation().beatsBaseRate());
                    current = null;
                    yield new Training.Done(version);
                }
            };
        } finally {
            training.release();
        }
    }

    /**
     * How likely the customer cancels, as could be told at a time.
     *
     * @param customer as he was known then
     */
    public ChurnRisk of(Customer customer, Instant at) {
        return of(models.last(at), customer, usage.activity(customer.id(), at), at);
    }

    /** The same in short, for those who are told of the customer; a model that was trained elsewhere counts within seconds. */
    Optional<CustomerSnapshot.Churn> told(Customer customer, Activity activity, Instant now) {
        Current read = current;
        if (read == null || !now.isBefore(read.readAt.plus(MODEL_KEPT))) {
            read = new Current(now, models.last(now));
            current = read;
        }
        return of(read.model, customer, activity, now) instanceof ChurnRisk.Modelled modelled
                ? Optional.of(new CustomerSnapshot.Churn(
                        modelled.probability(), Math.toIntExact(modelled.days()), modelled.model()))
                : Optional.empty();
    }

    private static ChurnRisk of(Optional<Trained> last, Customer customer, Activity activity, Instant at) {
        if (last.isEmpty()) {
            return new ChurnRisk.RulesOnly("no model has been trained");
        }
        Version version = last.get().version();
        return version.validation().beatsBaseRate()
                ? ChurnRisk.of(
                        customer,
                        activity,
                        at,
                        version.version(),
                        last.get().model(),
                        version.validation().baseRate())
                : new ChurnRisk.RulesOnly("model " + version.version() + " does not beat the base rate");
    }

    private List<Sample> samples(Instant now) {
        List<CustomerId> customers = QuarkusTransaction.requiringNew().call(() -> histories.some(MOST_CUSTOMERS));
        List<Sample> samples = new ArrayList<>();
        for (int from = 0; from < customers.size() && samples.size() < MOST_SAMPLES; from += TOGETHER) {
            List<CustomerId> next = customers.subList(from, Math.min(from + TOGETHER, customers.size()));
            for (ChurnHistory history : QuarkusTransaction.requiringNew().call(() -> histories.of(next))) {
                samples.addAll(history.samples(now));
            }
        }
        return samples;
    }
}
