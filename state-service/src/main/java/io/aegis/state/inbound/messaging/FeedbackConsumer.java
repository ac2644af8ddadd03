package io.aegis.state.inbound.messaging;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Chronicle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What a customer thinks of a reply goes to the feedback agent; the same word is a sign of health. */
@ApplicationScoped
class FeedbackConsumer implements MessageHandler<FeedbackGiven> {
    private final Chronicle chronicle;

    FeedbackConsumer(Chronicle chronicle) {
        this.chronicle = chronicle;
    }

    @Override
    public Class<FeedbackGiven> handles() {
        return FeedbackGiven.class;
    }

    @Override
    public boolean onlyCommits(FeedbackGiven given) {
        return true;
    }

    @Override
    public void handle(FeedbackGiven given, Delivery delivery) {
        var fact = new CustomerFact.FeedbackReceived(
                given.about(), given.thumbs(), delivery.envelope().time());
        delivery.commit(unit -> chronicle.learn(unit, delivery, List.of(fact)));
    }
}
