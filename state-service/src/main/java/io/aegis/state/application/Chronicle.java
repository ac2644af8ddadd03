package io.aegis.state.application;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Message;
import io.aegis.contracts.Topics;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.UnitOfWork;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.ChurnRisk;
import io.aegis.state.domain.Command;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Decision;
import io.aegis.state.domain.HealthPolicy;
import io.aegis.state.domain.Learned;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which a customer changes: facts are appended, the customer is saved, and everybody is told, all in the
 * caller's unit of work. It is told to nobody when nothing was news, and the customer is no more likely to cancel than before.
 */
@ApplicationScoped
public class Chronicle {
    private final CustomerStore customers;
    private final HealthPolicy policy;
    private final Churn churn;
    private final Clock clock;

    Chronicle(CustomerStore customers, HealthPolicy policy, Churn churn, Clock clock) {
        this.customers = customers;
        this.policy = policy;
        this.churn = churn;
        this.clock = clock;
    }

    /** Reads the customers of several units at once; each is told of what he learns afterwards. */
    public void expect(List<UnitOfWork> units) {
        customers.readAhead(units.stream().map(UnitOfWork::customer).toList(), clock.instant());
    }

    /** Decides upon a command, and learns what follows from it. */
    public Decision decide(UnitOfWork unit, Origin origin, Command command) {
        expect(List.of(unit));
        Decision decision = customers.find(unit.customer()).decide(command);
        if (decision instanceof Decision.Accepted accepted && !accepted.facts().isEmpty()) {
            learn(unit, origin, accepted.facts());
        }
        return decision;
    }

    /** Learns what a message tells. The customers of all messages that are worked in its transaction are read at once. */
    public void learn(UnitOfWork unit, Delivery delivery, List<CustomerFact> told) {
        customers.readAhead(
                delivery.together(Message.class).stream().map(Message::customer).toList(), clock.instant());
        learn(unit, Origin.of(delivery.envelope()), told);
    }

    /** @param told may be empty: health is reviewed all the same */
    public void learn(UnitOfWork unit, Origin origin, List<CustomerFact> told) {
        Instant now = clock.instant();
        expect(List.of(unit));
        Customer before = customers.find(unit.customer());
        Activity activity = customers.activity(unit.customer(), now);
        Learned learned = before.learn(told, activity, policy, now);
        if (!learned.customer().equals(before)) {
            customers.save(learned, origin, now);
        }
        if (learned.customer().erased()) {
            unit.emptyReceived();
        }
        Customer after = learned.customer();
        tell(unit, learned, activity, churn.told(after, activity, now).orElse(null));
        after.nextReview(activity, policy, now)
                .ifPresent(due -> unit.schedule("health-review", due, new HealthReviewDue(unit.customer())));
    }

    /** Use moves the probability of churn without any fact. It is told when it moved by {@link ChurnRisk#TOLD_FROM} or more. */
    private void tell(UnitOfWork unit, Learned learned, Activity activity, CustomerSnapshot.@Nullable Churn risk) {
        Double probability = risk == null ? null : risk.probability();
        Double told = customers.churnTold(unit.customer());
        if (!learned.facts().isEmpty() || ChurnRisk.differs(told, probability)) {
            if (!Objects.equals(told, probability)) {
                customers.churnTold(unit.customer(), probability);
            }
            unit.publish(
                    Topics.CUSTOMERS,
                    new CustomerChanged(
                            learned.customer()
                                    .snapshot()
                                    .with(risk, learned.customer().usage(activity)),
                            learned.facts()));
        }
    }
}
