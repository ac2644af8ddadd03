package io.aegis.feedback.inbound.messaging;

import io.aegis.agent.application.Turns;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Message;
import io.aegis.feedback.application.Verdicts;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Consumer;

/** A reply was judged: thumbs up are counted, thumbs down are counted and looked into. */
@ApplicationScoped
class FeedbackConsumer implements MessageHandler<FeedbackGiven> {
    private final Verdicts verdicts;
    private final Turns turns;

    FeedbackConsumer(Verdicts verdicts, Turns turns) {
        this.verdicts = verdicts;
        this.turns = turns;
    }

    @Override
    public Class<FeedbackGiven> handles() {
        return FeedbackGiven.class;
    }

    @Override
    public void handle(FeedbackGiven feedback, Delivery delivery) {
        Delivery counted = new Counted(
                delivery, () -> verdicts.count(feedback, delivery.envelope().time()));
        switch (feedback.thumbs()) {
            case UP -> counted.commit(unit -> {});
            case DOWN -> turns.begin(feedback, counted);
        }
    }

    /** The same delivery, whose transaction counts the verdict too. */
    private record Counted(Delivery delivery, Runnable count) implements Delivery {
        @Override
        public Envelope envelope() {
            return delivery.envelope();
        }

        @Override
        public boolean lastAttempt() {
            return delivery.lastAttempt();
        }

        @Override
        public <M extends Message> List<M> waiting(Class<M> type) {
            return delivery.waiting(type);
        }

        @Override
        public <M extends Message> List<M> together(Class<M> type) {
            return delivery.together(type);
        }

        @Override
        public void commit(Consumer<UnitOfWork> work) {
            delivery.commit(unit -> {
                count.run();
                work.accept(unit);
            });
        }
    }
}
