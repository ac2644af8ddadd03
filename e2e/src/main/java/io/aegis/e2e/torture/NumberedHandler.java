package io.aegis.e2e.torture;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** Appends each number and passes it on: soundly, or in one of the broken ways to publish. */
@ApplicationScoped
class NumberedHandler implements MessageHandler<Numbered> {
    private final Ledger ledger;
    private final DirectSender sender;
    private final Death death;
    private final TortureConfig config;

    NumberedHandler(Ledger ledger, DirectSender sender, Death death, TortureConfig config) {
        this.ledger = ledger;
        this.sender = sender;
        this.death = death;
        this.config = config;
    }

    @Override
    public Class<Numbered> handles() {
        return Numbered.class;
    }

    @Override
    public boolean onlyCommits(Numbered numbered) {
        return config.variant() == TortureConfig.Variant.SOUND;
    }

    @Override
    public void handle(Numbered numbered, Delivery delivery) {
        switch (config.variant()) {
            case SOUND ->
                delivery.commit(unit -> {
                    ledger.append(numbered);
                    config.to().ifPresent(topic -> unit.publish(topic, numbered));
                });
            case PUBLISH_AFTER_COMMIT -> {
                delivery.commit(unit -> ledger.append(numbered));
                death.comes();
                sender.send(numbered);
            }
            case CURSOR_RELAY ->
                delivery.commit(unit -> {
                    ledger.append(numbered);
                    ledger.putOut(numbered);
                    ledger.dawdle(numbered);
                });
            case NO_INBOX, ROW_BY_ROW -> throw new IllegalStateException("not worked by a handler");
        }
    }
}
