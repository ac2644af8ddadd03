package io.aegis.agent.inbound;

import io.aegis.agent.application.ReleaseSignatures;
import io.aegis.agent.application.Stops;
import io.aegis.contracts.GateSwitched;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** The gate stops something, or lets it go on. What the gate has not signed changes nothing. */
@ApplicationScoped
class SwitchConsumer implements MessageHandler<GateSwitched> {
    private static final Logger LOG = Logger.getLogger(SwitchConsumer.class);

    private final Stops stops;
    private final ReleaseSignatures signatures;

    SwitchConsumer(Stops stops, ReleaseSignatures signatures) {
        this.stops = stops;
        this.signatures = signatures;
    }

    @Override
    public Class<GateSwitched> handles() {
        return GateSwitched.class;
    }

    @Override
    public boolean onlyCommits(GateSwitched message) {
        return true;
    }

    @Override
    public void handle(GateSwitched message, Delivery delivery) {
        delivery.commit(unit -> {
            if (signatures.genuine(message.signature(), message.stopped().bytes())) {
                stops.keep(message.stopped());
            } else {
                LOG.errorf(
                        "forged switch ignored, version=%d", message.stopped().version());
            }
        });
    }
}
