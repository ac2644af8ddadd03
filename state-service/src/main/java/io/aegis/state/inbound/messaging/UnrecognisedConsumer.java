package io.aegis.state.inbound.messaging;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.Topics;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.messaging.Unrecognised;
import io.aegis.state.application.Chronicle;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** What billing tells beyond our words is kept on the timeline; from other topics it is not for us. */
@ApplicationScoped
class UnrecognisedConsumer implements MessageHandler<Unrecognised> {
    private final Chronicle chronicle;
    private final Clock clock;

    UnrecognisedConsumer(Chronicle chronicle, Clock clock) {
        this.chronicle = chronicle;
        this.clock = clock;
    }

    @Override
    public Class<Unrecognised> handles() {
        return Unrecognised.class;
    }

    @Override
    public boolean onlyCommits(Unrecognised event) {
        return true;
    }

    @Override
    public void handle(Unrecognised event, Delivery delivery) {
        if (!event.topic().equals(Topics.BILLING)) {
            delivery.commit(unit -> {});
            return;
        }
        var fact =
                new CustomerFact.OutsideEvent(event.type(), event.data(), OutsideTime.of(delivery.envelope(), clock));
        delivery.commit(unit -> chronicle.learn(unit, delivery, List.of(fact)));
    }
}
